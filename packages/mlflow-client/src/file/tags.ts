import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MlflowError } from '../errors.js';
import type { TextByKey } from '../stores/calls.js';
import { checkKey, checkValue } from '../stores/validate.js';
import { hasCode, replaceFile } from './disk/files.js';

/** Throws `INVALID_PARAMETER_VALUE` for a tag that MLflow would refuse. */
export function checkTags(what: 'experiment tag' | 'registry tag', tags: TextByKey): void {
  for (const [key, value] of Object.entries(tags)) checkValue(what, checkKey('tag', key), value);
}

/** Writes tags into the folder of what they are of. */
export async function writeTags(folder: string, tags: TextByKey): Promise<void> {
  for (const [key, value] of Object.entries(tags)) await writeTag(folder, key, value);
}

/** Writes one tag. */
export async function writeTag(folder: string, key: string, value: string): Promise<void> {
  await replaceFile(join(folder, 'tags', key), value, folder);
}

/** Deletes a tag; `RESOURCE_DOES_NOT_EXIST` when `owner` has none of this key. */
export async function deleteTag(folder: string, key: string, owner: string): Promise<void> {
  await rm(join(folder, 'tags', checkKey('tag', key))).catch((cause) => {
    if (!hasCode(cause, 'ENOENT', 'ENOTDIR')) throw cause;
    throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `${owner} has no tag ${JSON.stringify(key)}`);
  });
}
