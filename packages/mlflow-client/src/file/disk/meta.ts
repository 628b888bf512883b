import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MlflowError } from '../../errors.js';
import { readYaml } from '../../yaml/read.js';
import { writeYaml, type YamlMapping } from '../../yaml/write.js';
import { readIfThere, replaceFile } from './files.js';

const fileName = 'meta.yaml';

/**
 * Reads the `meta.yaml` of a folder; undefined when there is none. MLflow rewrites the ones of runs in place, so a file that
 * is empty or torn is read again before it counts as `CORRUPT_FILE`.
 */
export async function readMeta(folder: string): Promise<YamlMapping | undefined> {
  const path = join(folder, fileName);
  for (let attempt = 1; ; attempt += 1) {
    const text = await readIfThere(path);
    if (text === undefined) return undefined;
    try {
      if (text.trim() === '') throw new SyntaxError('it is empty');
      return readYaml(text);
    } catch (cause) {
      if (attempt === 3) throw corrupt(path, cause instanceof Error ? cause.message : '', cause);
      await sleep(20 * attempt);
    }
  }
}

/** Writes the `meta.yaml` of a folder, which is made where it is missing. */
export async function writeMeta(folder: string, meta: YamlMapping): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Made beside the file, where MLflow looks for folders only.
  await replaceFile(join(folder, fileName), writeYaml(meta), folder);
}

/** The error for a file that is not what it should be. */
export function corrupt(path: string, problem: string, cause?: unknown): MlflowError {
  return new MlflowError('CORRUPT_FILE', `${path}: ${problem}`, { cause });
}

/** Text of a meta; numbers as digits, as old MLflow wrote some ids. */
export function metaText(meta: YamlMapping, key: string): string {
  const value = meta[key];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** Number of a meta; undefined when null or absent. */
export function metaNumber(meta: YamlMapping, key: string): number | undefined {
  const value = meta[key];
  return typeof value === 'number' ? value : undefined;
}
