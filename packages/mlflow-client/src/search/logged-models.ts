import type { LoggedModel } from '../stores/logged-models.js';
import type { Fields, Searchable } from './fields.js';
import { parseFilter } from './filter.js';
import { parseOrder } from './order.js';
import { select } from './select.js';

const texts = ['name', 'model_id', 'model_type', 'status', 'source_run_id'];
const times = ['creation_timestamp', 'creation_time', 'last_updated_timestamp', 'last_updated_time'];

const fields: Fields = {
  attributes: Object.fromEntries([
    ...texts.map((name) => [name, 'text'] as const),
    ...times.map((name) => [name, 'number'] as const),
  ]),
  lists: texts,
  hasData: true,
};

/** Logged models that match, in order; newest first where the order does not decide. */
export function searchLoggedModels(
  models: readonly LoggedModel[],
  filter: string | undefined,
  orderBy: readonly string[] = [],
): LoggedModel[] {
  const order = parseOrder([...orderBy, 'creation_timestamp DESC', 'model_id'], fields);
  return select(models, searchable, parseFilter(filter, fields), order);
}

function searchable(model: LoggedModel): Searchable {
  const { metrics, params, tags, creationTimestamp, lastUpdatedTimestamp } = model;
  return {
    attributes: {
      name: model.name,
      model_id: model.modelId,
      model_type: model.modelType === '' ? undefined : model.modelType,
      status: model.status,
      source_run_id: model.sourceRunId === '' ? undefined : model.sourceRunId,
      creation_timestamp: creationTimestamp,
      creation_time: creationTimestamp,
      last_updated_timestamp: lastUpdatedTimestamp,
      last_updated_time: lastUpdatedTimestamp,
    },
    metrics,
    params,
    tags,
  };
}
