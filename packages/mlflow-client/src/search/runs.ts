import type { Field, Fields } from './fields.js';
import { type Condition, parseConditions } from './filter.js';
import { type Order, orderBy, parseClauses } from './order.js';

const fields: Fields = {
  attributes: {
    run_id: 'text',
    run_name: 'text',
    experiment_id: 'text',
    user_id: 'text',
    status: 'text',
    artifact_uri: 'text',
    start_time: 'number',
    end_time: 'number',
  },
  lists: ['run_id'],
  hasData: true,
};

/** A search over runs. */
export interface RunSearch {
  readonly conditions: readonly Condition[];
  readonly order: Order;
  /** All that the conditions and the order look at. */
  readonly fields: readonly Field[];
}

/** Reads a search over runs; newest first where the order does not decide. */
export function parseRunSearch(filter: string | undefined, order: readonly string[]): RunSearch {
  const conditions = parseConditions(filter, fields);
  const clauses = parseClauses([...order, 'start_time DESC', 'run_id'], fields);
  return {
    conditions,
    order: orderBy(clauses),
    fields: [...conditions, ...clauses].map(({ field }) => field),
  };
}
