import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockFolder } from '../../src/outbox/folder-lock.js';
import { openOutbox } from '../../src/outbox/index.js';
import { MemorySink, range, temporaryFolder } from './support.js';

describe('lockFolder', () => {
  it('gives a folder to one at a time, and leaves nothing in it', async () => {
    const folder = await temporaryFolder();
    const release = await lockFolder(folder);
    expect(await lockFolder(folder)).toBeUndefined();
    await release?.();
    const again = await lockFolder(folder);
    expect(again).toBeDefined();
    await again?.();
    expect(await readdir(folder)).toEqual([]);
  });

  it('never gives it to two that come at once', async () => {
    const folder = await temporaryFolder();
    for (const _ of range(0, 20)) {
      const locks = await Promise.all(range(0, 5).map(() => lockFolder(folder)));
      const taken = locks.filter((release) => release !== undefined);
      expect(taken.length).toBeLessThanOrEqual(1);
      await taken[0]?.();
    }
  });

  it('locks a folder whose path is longer than that of a socket may be', async () => {
    const folder = join(await temporaryFolder(), 'x'.repeat(120));
    await mkdir(folder);
    const release = await lockFolder(folder);
    expect(await lockFolder(folder)).toBeUndefined();
    await release?.();
    const again = await lockFolder(folder);
    expect(again).toBeDefined();
    await again?.();
  });
});

describe('a folder without permission', () => {
  it.skipIf(process.platform === 'win32')('is an answer (Windows has other permissions)', async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o555);
    const isRoot = process.getuid?.() === 0;
    // Root may write everywhere.
    if (isRoot) process.seteuid?.(65_534);
    try {
      for (const path of [folder, join(folder, 'below')]) {
        const result = await openOutbox({ sink: new MemorySink(), folder: path });
        expect(result).toMatchObject({ ok: false, reason: 'permission' });
      }
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});
