import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { promisify } from 'node:util';

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

/** Replaces a file as a whole: a reader sees the old text or the new one. `workshop` is a folder on the same disk. */
export async function replaceFile(path: string, text: string, workshop = dirname(path)): Promise<void> {
  await viaTemporary(path, text, workshop, (temporary) => rename(temporary, path));
}

/** Makes a file as a whole, false when it exists: of several writers one wins. */
export async function createFile(path: string, text: string, workshop: string): Promise<boolean> {
  try {
    await viaTemporary(path, text, workshop, async (temporary) => {
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
  let entries: Awaited<ReturnType<typeof readEntries>>;
  try {
    entries = await readEntries(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
  const names: string[] = [];
  for (const entry of entries) {
    if (entry.isFile()) names.push(entry.name);
    else if (entry.isDirectory()) {
      for (const name of await filesBelow(join(folder, entry.name))) names.push(posix.join(entry.name, name));
    }
  }
  return names.sort();
}

/** Names of the folders directly in a folder; none when there is no such folder. */
export async function foldersIn(folder: string): Promise<string[]> {
  try {
    return (await readEntries(folder)).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
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

/**
 * Maps with at most `width` at a time, in order: a folder of ten thousand runs must not open as many files. Rejects when one
 * does, once nothing goes on any more.
 */
export async function mapSome<From, To>(
  items: readonly From[],
  width: number,
  map: (item: From) => Promise<To>,
): Promise<To[]> {
  const results = new Array<To>(items.length);
  let next = 0;
  const lane = async () => {
    try {
      while (next < items.length) {
        const index = next++;
        results[index] = await map(items[index] as From);
      }
    } finally {
      next = items.length;
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, lane));
  for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
  return results;
}

async function viaTemporary(
  path: string,
  text: string,
  workshop: string,
  finish: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = join(workshop, `.${randomUUID()}.tmp`);
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

function readEntries(folder: string) {
  return readdir(folder, { withFileTypes: true });
}
