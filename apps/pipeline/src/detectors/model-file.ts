import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type BaseModel, loadModel } from '@ad/models';
import { describeError } from '../text/describe-error.js';

/** Models that were trained together, and the version that follows from what is in them. */
export interface ModelFile {
  readonly models: readonly BaseModel[];
  /** The same for the same content, wherever and whenever it was written. */
  readonly version: string;
}

/** What can come of reading a file with models. */
export type ReadModelFile =
  | { readonly ok: true; readonly file: ModelFile }
  | { readonly ok: false; readonly message: string };

const format = 'ad-models';
const formatVersion = 1;

/** Writes models to a file, whole or not at all. Returns their version. */
export async function writeModelFile(path: string, models: readonly BaseModel[]): Promise<string> {
  const text = JSON.stringify({ format, formatVersion, models });
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const unfinished = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(unfinished, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return versionOf(text);
}

/** Reads what {@link writeModelFile} wrote. */
export async function readModelFile(path: string): Promise<ReadModelFile> {
  try {
    const text = await readFile(path, 'utf8');
    const content: unknown = JSON.parse(text);
    if (!isModelFile(content)) {
      return {
        ok: false,
        message: `${path} is not a file of models; make one with \`ad train --out ${path}\``,
      };
    }
    if (content.formatVersion !== formatVersion) {
      const read = `this version reads format ${formatVersion}`;
      return { ok: false, message: `${path} has format ${String(content.formatVersion)}; ${read}` };
    }
    return { ok: true, file: { models: content.models.map(loadModel), version: versionOf(text) } };
  } catch (error) {
    return { ok: false, message: `${path} cannot be read: ${describeError(error)}` };
  }
}

function isModelFile(content: unknown): content is { formatVersion: unknown; models: unknown[] } {
  return (
    typeof content === 'object' &&
    content !== null &&
    'format' in content &&
    content.format === format &&
    'models' in content &&
    Array.isArray(content.models) &&
    'formatVersion' in content
  );
}

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
