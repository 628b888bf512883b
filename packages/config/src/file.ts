import { readFile as readFileFrom } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findJsonSyntaxError } from './json-syntax.js';
import type { Layer } from './layers.js';
import type { ConfigProblem } from './problems.js';

/** Reads a whole text file; rejects as `node:fs/promises` does. */
export type ReadFile = (path: string) => Promise<string>;

/** Reads UTF-8 text from the disk. */
export const readTextFile: ReadFile = (path) => readFileFrom(path, 'utf8');

type FileResult =
  | { readonly ok: true; readonly layer: Layer }
  | { readonly ok: false; readonly problem: ConfigProblem };

/** The values of a JSON file, or what is wrong with the file as a whole. Never rejects. */
export async function readConfigFile(path: string, readFile: ReadFile): Promise<FileResult> {
  let text: string;
  try {
    text = await readFile(path);
  } catch (error) {
    return unusable(path, 'must be a readable file', whyUnreadable(error, path));
  }
  // Editors on Windows begin UTF-8 files with a byte order mark.
  return parse(path, text.replace(/^\uFEFF/, ''));
}

function parse(path: string, text: string): FileResult {
  if (text.trim() === '') return unusable(path, 'must hold a JSON object', 'an empty file');
  const broken = findJsonSyntaxError(text);
  if (broken) {
    const { line, column, expected, found } = broken;
    const actual = `${found} at line ${line}, column ${column}, where ${expected} is expected`;
    return unusable(path, 'must be JSON', actual);
  }
  const values: unknown = JSON.parse(text);
  return { ok: true, layer: { source: 'file', values, origin: () => path } };
}

function unusable(path: string, rule: string, actual: string): FileResult {
  const message = `${path} ${rule}, got ${actual}`;
  return { ok: false, problem: { key: '(file)', rule, actual, source: 'file', message } };
}

function whyUnreadable(error: unknown, path: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return `no file at ${resolve(path)}`;
    case 'EISDIR':
      return 'a directory';
    case 'EACCES':
    case 'EPERM':
      return 'a file without read permission';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
