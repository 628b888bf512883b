import { join } from 'node:path';
import { mapWithLimit } from '../../map-with-limit.js';
import type { ModelOutput } from '../../stores/runs.js';
import { checkId } from '../../stores/validate.js';
import { foldersIn, mostFiles } from '../disk/files.js';
import { metaNumber, readMeta, writeMeta } from '../disk/meta.js';

const outputsOf = (run: string) => join(run, 'outputs');

/** Writes which logged models a run made, once each. */
export async function writeOutputs(run: string, outputs: readonly ModelOutput[]): Promise<void> {
  for (const { modelId, step } of outputs) {
    const output = join(outputsOf(run), checkId('modelId', modelId));
    if ((await readMeta(output)) !== undefined) continue;
    await writeMeta(output, {
      source_type: 'RUN_OUTPUT',
      source_id: modelId,
      destination_type: 'MODEL_OUTPUT',
      destination_id: modelId,
      step,
      tags: {},
    });
  }
}

/** The logged models that a run made. */
export async function readOutputs(run: string): Promise<ModelOutput[]> {
  const folders = await foldersIn(outputsOf(run));
  const outputs = await mapWithLimit(folders.sort(), mostFiles, async (modelId) => {
    const output = await readMeta(join(outputsOf(run), modelId));
    return output && { modelId, step: metaNumber(output, 'step') ?? 0 };
  });
  return outputs.filter((output) => output !== undefined);
}
