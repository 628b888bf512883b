import { basename, dirname, join } from 'node:path';
import type { Field, Searchable } from '../../search/fields.js';
import type { RunSearch } from '../../search/runs.js';
import type { ViewType } from '../../stores/calls.js';
import { runNameTag } from '../../stores/run-tags.js';
import type { Run } from '../../stores/runs.js';
import { runStatusOf } from '../../stores/status.js';
import { isKey } from '../../stores/validate.js';
import type { FileContext } from '../context.js';
import { readIfThere } from '../disk/files.js';
import { corrupt, metaNumber, metaText, readMeta } from '../disk/meta.js';
import { readLatestOf } from '../metric-files.js';
import { readDatasets } from './datasets.js';
import { type RunFolder, readRun } from './run-folder.js';

/** Runs that a search found are read whole so many at a time, just before they are asked for. */
const windowSize = 64;

interface Candidate extends RunFolder {
  readonly view: Searchable;
}

/**
 * Finds runs among folders, in order. A run has a dozen files: of each run only those are read that the search looks at, first
 * `meta.yaml`, which alone often decides. The whole run is read once it is its turn.
 */
export async function* searchRunFolders(
  context: FileContext,
  folders: readonly string[],
  search: RunSearch,
  viewType: ViewType,
): AsyncGenerator<Run, void, undefined> {
  const found = await context.readable(folders, (folder) => readCandidate(folder, search, viewType));
  found.sort((a, b) => search.order(a.view, b.view));
  for (let start = 0; start < found.length; start += windowSize) {
    yield* await context.readable(found.slice(start, start + windowSize), readRun);
  }
}

/** As much of a run as the search looks at, when it is one that is looked for. */
async function readCandidate(
  folder: string,
  { conditions, fields }: RunSearch,
  viewType: ViewType,
): Promise<Candidate | undefined> {
  const meta = await readMeta(folder);
  if (meta === undefined) return undefined;
  if (metaText(meta, 'run_id') !== basename(folder)) throw corrupt(folder, 'meta.yaml is of another run');
  const isDeleted = metaText(meta, 'lifecycle_stage') === 'deleted';
  if (viewType !== 'ALL' && isDeleted !== (viewType === 'DELETED_ONLY')) return undefined;
  const attributes = {
    run_id: metaText(meta, 'run_id'),
    // Runs of an old MLflow have their name in a tag alone.
    run_name: metaText(meta, 'run_name') || ((await readIfThere(join(folder, 'tags', runNameTag))) ?? ''),
    experiment_id: metaText(meta, 'experiment_id'),
    user_id: metaText(meta, 'user_id'),
    status: runStatusOf(meta.status),
    artifact_uri: metaText(meta, 'artifact_uri'),
    start_time: metaNumber(meta, 'start_time') ?? 0,
    end_time: metaNumber(meta, 'end_time'),
  };
  const isOfAttribute = ({ field }: { readonly field: Field }) => field.entity === 'attribute';
  const byAttributes = conditions.filter(isOfAttribute);
  if (!byAttributes.every(({ holds }) => holds({ attributes, tags: {} }))) return undefined;
  const view = { attributes, ...(await readFields(folder, fields)) };
  return conditions.every(({ holds }) => holds(view)) ? { folder, meta, view } : undefined;
}

/** Reads what fields say, and nothing else. */
async function readFields(folder: string, fields: readonly Field[]): Promise<Omit<Searchable, 'attributes'>> {
  const metrics: Record<string, number> = {};
  const texts = { param: {} as Record<string, string>, tag: {} as Record<string, string> };
  let datasets: Searchable['datasets'];
  for (const { entity, key } of fields) {
    // A key is a path here, and must not lead out of the run.
    if (entity !== 'dataset' && !isKey(key)) continue;
    if (entity === 'metric') {
      const latest = await readLatestOf(folder, key);
      if (latest !== undefined) metrics[key] = latest.value;
    } else if (entity === 'param' || entity === 'tag') {
      const text = await readIfThere(join(folder, `${entity}s`, key));
      if (text !== undefined) texts[entity][key] = text;
    } else if (entity === 'dataset') {
      datasets ??= await readDatasetView(folder);
    }
  }
  return { metrics, params: texts.param, tags: texts.tag, ...(datasets && { datasets }) };
}

async function readDatasetView(folder: string): Promise<NonNullable<Searchable['datasets']>> {
  const inputs = await readDatasets(dirname(folder), folder);
  return inputs.map(({ dataset, tags }) => ({
    name: dataset.name,
    digest: dataset.digest,
    context: tags['mlflow.data.context'],
  }));
}
