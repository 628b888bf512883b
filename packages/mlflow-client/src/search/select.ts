import type { Searchable } from './fields.js';
import type { Filter } from './filter.js';
import type { Order } from './order.js';

/** The items that match, in order. `view` is what the search sees of an item. */
export function select<Item>(
  items: readonly Item[],
  view: (item: Item) => Searchable,
  matches: Filter,
  order: Order,
): Item[] {
  return items
    .map((item) => ({ item, view: view(item) }))
    .filter((entry) => matches(entry.view))
    .sort((a, b) => order(a.view, b.view))
    .map(({ item }) => item);
}
