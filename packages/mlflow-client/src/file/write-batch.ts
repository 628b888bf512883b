import { join } from 'node:path';
import { MlflowError } from '../errors.js';
import { mapWithLimit } from '../map-with-limit.js';
import type { CheckedBatch } from '../stores/batch.js';
import { createFile, hasCode, mostFiles, readIfThere } from './disk/files.js';
import { appendMetrics } from './metric-files.js';
import { writeTag } from './tags.js';

/** Writes params, metrics and tags into the folder of a run or a logged model. */
export async function writeBatch(folder: string, { params, metrics, tags }: CheckedBatch): Promise<void> {
  try {
    await mapWithLimit(params, mostFiles, ({ key, value }) => writeParam(folder, key, value));
    await appendMetrics(folder, metrics);
    await mapWithLimit(tags, mostFiles, ({ key, value }) => writeTag(folder, key, value));
  } catch (cause) {
    if (!hasCode(cause, 'ENAMETOOLONG')) throw cause;
    const message = 'a key is longer than the name of a file may be';
    throw new MlflowError('INVALID_PARAMETER_VALUE', message, { cause });
  }
}

/** A param is written once; of several writers one wins. */
async function writeParam(folder: string, key: string, value: string): Promise<void> {
  const path = join(folder, 'params', key);
  let known = await readIfThere(path);
  if (known === undefined) {
    if (await createFile(path, value, folder)) return;
    known = await readIfThere(path);
  }
  if (known === value) return;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `param ${JSON.stringify(key)} is ${JSON.stringify(known)} and cannot change to ${JSON.stringify(value)}`,
  );
}
