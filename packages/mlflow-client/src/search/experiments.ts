import type { Experiment } from '../stores/experiments.js';
import type { Fields, Searchable } from './fields.js';
import { parseFilter } from './filter.js';
import { parseOrder } from './order.js';
import { select } from './select.js';

const fields: Fields = {
  attributes: { name: 'text', experiment_id: 'text', creation_time: 'number', last_update_time: 'number' },
  lists: [],
  hasData: false,
};

/** Experiments that match, in order; newest first unless ordered. */
export function searchExperiments(
  experiments: readonly Experiment[],
  filter: string | undefined,
  orderBy: readonly string[] = ['creation_time DESC'],
): Experiment[] {
  const order = parseOrder([...orderBy, 'experiment_id'], fields);
  return select(experiments, searchable, parseFilter(filter, fields), order);
}

function searchable({ name, experimentId, creationTime, lastUpdateTime, tags }: Experiment): Searchable {
  return {
    attributes: {
      name,
      experiment_id: experimentId,
      creation_time: creationTime,
      last_update_time: lastUpdateTime,
    },
    tags,
  };
}
