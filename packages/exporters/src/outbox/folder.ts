import { open, readdir, rename, unlink } from 'node:fs/promises';
import { platform } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** What cannot be read is kept for somebody to look at, but not without bound. */
const DAMAGED_KEPT = 8;
const DAMAGED = '.damaged';

/** Makes sure that the names in a folder survive a power failure, as their files do. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot flush a folder, and need not.
  if (platform() === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Where a file that holds damage will be put. */
export function asidePath(path: string): string {
  return `${path}${DAMAGED}`;
}

/** Renames a file, which needs no space and no permission outside of its folder; of those put aside before, the oldest go. */
export async function putAside(path: string): Promise<void> {
  await rename(path, asidePath(path));
  const folder = dirname(path);
  const kept = (await readdir(folder)).filter((name) => name.endsWith(DAMAGED)).sort();
  const excess = kept.slice(0, -DAMAGED_KEPT).filter((name) => name !== basename(asidePath(path)));
  await Promise.all(excess.map((name) => unlink(join(folder, name))));
}
