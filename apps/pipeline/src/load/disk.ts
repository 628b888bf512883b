import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeError } from '../text/describe-error.js';
import type { PressureResult } from './pressure.js';

const megabyte = 2 ** 20;

/** Fills disk space in a file of the given folder, and writes it through to the device. The file goes when the load does. */
export async function loadDisk(megabytes: number, parent = tmpdir()): Promise<PressureResult> {
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(parent, 'ad-load-'));
    const file = await open(join(folder, 'fill'), 'w');
    try {
      const chunk = Buffer.alloc(megabyte, 1);
      for (let written = 0; written < megabytes; written++) await file.write(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (folder) await rm(folder, { recursive: true, force: true });
    return { ok: false, message: `cannot fill ${megabytes} MB in ${parent}: ${describeError(error)}` };
  }
  const filled = folder;
  return {
    ok: true,
    pressure: {
      name: `${megabytes} MB of disk`,
      release: () => rm(filled, { recursive: true, force: true }),
    },
  };
}
