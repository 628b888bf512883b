import type { ModelVersion, RegisteredModel } from '../stores/registry.js';
import type { Fields, Searchable } from './fields.js';
import { parseFilter } from './filter.js';
import { parseOrder } from './order.js';
import { select } from './select.js';

const times = { creation_timestamp: 'number', last_updated_timestamp: 'number' } as const;

const modelFields: Fields = { attributes: { name: 'text' }, lists: [], hasData: false };
const modelOrder: Fields = {
  attributes: { name: 'text', timestamp: 'number', ...times },
  lists: [],
  hasData: false,
};
const versionFields: Fields = {
  attributes: { name: 'text', version_number: 'number', run_id: 'text', source_path: 'text' },
  lists: ['run_id'],
  hasData: false,
};
const versionOrder: Fields = {
  attributes: { name: 'text', version_number: 'number', ...times },
  lists: [],
  hasData: false,
};

/** Registered models that match, in order. */
export function searchModels(
  models: readonly RegisteredModel[],
  filter: string | undefined,
  orderBy: readonly string[] = [],
): RegisteredModel[] {
  const view = ({ name, creationTimestamp, lastUpdatedTimestamp, tags }: RegisteredModel): Searchable => ({
    attributes: {
      name,
      creation_timestamp: creationTimestamp,
      last_updated_timestamp: lastUpdatedTimestamp,
      timestamp: lastUpdatedTimestamp,
    },
    tags,
  });
  return select(models, view, parseFilter(filter, modelFields), parseOrder([...orderBy, 'name'], modelOrder));
}

/** Model versions that match, in order; last changed first unless ordered. */
export function searchVersions(
  versions: readonly ModelVersion[],
  filter: string | undefined,
  orderBy: readonly string[] = ['last_updated_timestamp DESC'],
): ModelVersion[] {
  const view = (version: ModelVersion): Searchable => ({
    attributes: {
      name: version.name,
      version_number: Number(version.version),
      run_id: version.runId === '' ? undefined : version.runId,
      source_path: version.source,
      creation_timestamp: version.creationTimestamp,
      last_updated_timestamp: version.lastUpdatedTimestamp,
    },
    tags: version.tags,
  });
  const order = parseOrder([...orderBy, 'name', 'version_number DESC'], versionOrder);
  return select(versions, view, parseFilter(filter, versionFields), order);
}
