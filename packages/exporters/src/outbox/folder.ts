import { open, readdir, rename, unlink } from 'node:fs/promises';
import { platform } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Damaged files are kept for somebody to look at, but only so many. */
const DAMAGED_KEPT = 8;
const DAMAGED = '.damaged';

/** Flushes a folder, so that the names of new files survive a power failure. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot flush a folder and does not need to.
  if (platform() === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The path that a damaged file will get. */
export function asidePath(path: string): string {
  return `${path}${DAMAGED}`;
}

/** Puts a damaged file aside by renaming it, which needs no space on the disk. Removes the oldest of those put aside before. */
export async function putAside(path: string): Promise<void> {
  await rename(path, asidePath(path));
  const folder = dirname(path);
  const kept = (await readdir(folder)).filter((name) => name.endsWith(DAMAGED)).sort();
  const excess = kept.slice(0, -DAMAGED_KEPT).filter((name) => name !== basename(asidePath(path)));
  await Promise.all(excess.map((name) => unlink(join(folder, name))));
}
