import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { mapWithLimit } from '../../map-with-limit.js';
import type { DatasetInput } from '../../stores/runs.js';
import { foldersIn, mostFiles } from '../disk/files.js';
import { metaText, readMeta, writeMeta } from '../disk/meta.js';

/** Writes datasets into their experiment, once each, and the inputs of a run that point at them. */
export async function writeDatasets(
  experiment: string,
  run: string,
  runId: string,
  inputs: readonly DatasetInput[],
): Promise<void> {
  for (const { dataset, tags } of inputs) {
    const { name, digest, sourceType, source, schema = null, profile = null } = dataset;
    const id = md5(name, digest);
    const folder = join(experiment, 'datasets', id);
    if ((await readMeta(folder)) === undefined) {
      await writeMeta(folder, { name, digest, source_type: sourceType, source, schema, profile });
    }
    const input = join(run, 'inputs', md5(id, runId));
    if ((await readMeta(input)) !== undefined) continue;
    await writeMeta(input, {
      source_type: 'DATASET',
      source_id: id,
      destination_type: 'RUN',
      destination_id: id,
      tags,
    });
  }
}

/** The datasets that a run read. */
export async function readDatasets(experiment: string, run: string): Promise<DatasetInput[]> {
  const folders = await foldersIn(join(run, 'inputs'));
  const inputs = await mapWithLimit(folders.sort(), mostFiles, async (name) => {
    const input = await readMeta(join(run, 'inputs', name));
    if (input?.source_type !== 'DATASET') return undefined;
    const meta = await readMeta(join(experiment, 'datasets', metaText(input, 'source_id')));
    if (meta === undefined) return undefined;
    const tags = typeof input.tags === 'object' && input.tags !== null ? Object.entries(input.tags) : [];
    return {
      dataset: {
        name: metaText(meta, 'name'),
        digest: metaText(meta, 'digest'),
        sourceType: metaText(meta, 'source_type'),
        source: metaText(meta, 'source'),
        ...(typeof meta.schema === 'string' ? { schema: meta.schema } : {}),
        ...(typeof meta.profile === 'string' ? { profile: meta.profile } : {}),
      },
      tags: Object.fromEntries(tags.map(([key, value]) => [key, String(value)])),
    };
  });
  return inputs.filter((input) => input !== undefined);
}

/** MLflow's ids; nothing secret about them. */
function md5(...texts: string[]): string {
  return createHash('md5').update(texts.join('')).digest('hex');
}
