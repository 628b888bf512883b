import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { promisify } from 'node:util';

/** Most files that one call has open. */
export const mostFiles = 8;

/** Several times as fast for small files and folders as those of `node:fs/promises`. */
const readFile = promisify(fs.readFile);
const readdir = promisify(fs.readdir);

/** Whether an error of the file system has one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** The text of a file; undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined;
    throw error;
  }
}

/**
 * Replaces a file as a whole: a reader sees the old text or the new one. It is written in `temporaryFolder` on the same disk,
 * where nobody takes it for something else.
 */
export async function replaceFile(path: string, text: string, temporaryFolder: string): Promise<void> {
  await viaTemporary(path, text, temporaryFolder, (temporary) => rename(temporary, path));
}

/** Makes a file as a whole, false when it exists: of several writers one wins. */
export async function createFile(path: string, text: string, temporaryFolder: string): Promise<boolean> {
  try {
    await viaTemporary(path, text, temporaryFolder, async (temporary) => {
      await link(temporary, path);
      await rm(temporary);
    });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Names of the files below a folder, as paths with `/`, in order; none when there is no such folder. */
export async function filesBelow(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.isFile()) names.push(entry.name);
    else if (entry.isDirectory()) {
      for (const name of await filesBelow(join(folder, entry.name))) names.push(posix.join(entry.name, name));
    }
  }
  return names.sort();
}

/** Names of the folders directly in a folder; none when there is no such folder. */
export async function foldersIn(folder: string): Promise<string[]> {
  return (await entriesOf(folder)).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** Every file below a folder as text by name. */
export async function readTexts(folder: string): Promise<Record<string, string>> {
  const texts = (await filesBelow(folder)).map(
    async (name) => [name, await readIfThere(join(folder, name))] as const,
  );
  const present = (await Promise.all(texts)).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, text]],
  );
  return Object.fromEntries(present);
}

async function viaTemporary(
  path: string,
  text: string,
  temporaryFolder: string,
  finish: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = join(temporaryFolder, `.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, text);
    try {
      await finish(temporary);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
      await mkdir(dirname(path), { recursive: true });
      await finish(temporary);
    }
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function entriesOf(folder: string): Promise<fs.Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}
