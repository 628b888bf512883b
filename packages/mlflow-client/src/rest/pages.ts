import type { JsonObject } from './json.js';

/** Every item of an endpoint that answers in pages; the next page is fetched when the one before has been read. */
export async function* pagesOf<Item>(
  fetchPage: (pageToken: string | undefined) => Promise<JsonObject>,
  itemsOf: (page: JsonObject) => Item[],
): AsyncGenerator<Item, void, undefined> {
  let token: string | undefined;
  do {
    const page = await fetchPage(token);
    yield* itemsOf(page);
    const next = page.next_page_token;
    token = typeof next === 'string' && next !== '' ? next : undefined;
  } while (token !== undefined);
}
