import { execFileSync } from 'node:child_process';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { figuresOf, ManualTimers, MemorySink, opened, range, temporaryFolder, writeAll } from './support.js';

/** A file system of one megabyte; `undefined` where this user cannot make one. */
async function smallDisk(): Promise<string | undefined> {
  const folder = await temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return folder;
}

const reason = 'needs Linux and the right to mount a file system';
const text = (index: number) => `${index}`.padEnd(1000);

describe('a full disk', () => {
  it('refuses what it has no room for, delivers what is stored, and stores again', async (context) => {
    const disk = (await smallDisk()) ?? context.skip(reason);
    const timers = new ManualTimers();
    const sink = new MemorySink<string>(() => false);
    const { outbox, problems } = await opened({
      sink,
      folder: join(disk, 'outbox'),
      batchSize: 50,
      ...timers,
    });
    const stored: string[] = [];
    for (const index of range(0, 1200)) {
      const written = await outbox.write(text(index));
      if (written.ok) stored.push(text(index));
      else expect(written).toMatchObject({ reason: 'store_failed', error: { cause: { code: 'ENOSPC' } } });
    }
    expect(stored.length).toBeGreaterThan(800);
    expect(figuresOf(outbox)).toMatchObject({ size: stored.length, dropped: 1200 - stored.length });
    expect(problems.filter(({ state }) => state === 'failing')).toMatchObject([
      { part: 'delivery' },
      { part: 'storage', reason: 'store_failed', error: { code: 'ENOSPC' } },
    ]);
    sink.takes = () => true;
    timers.ring();
    await vi.waitFor(() => expect(outbox.size).toBe(0));
    expect(sink.taken).toEqual(stored);
    expect(await outbox.write('again')).toEqual({ ok: true });
    await vi.waitFor(() => expect(sink.taken.at(-1)).toBe('again'));
    expect(problems.filter(({ state }) => state === 'recovered')).toHaveLength(2);
  });

  it('is opened, and what is in it delivered', async (context) => {
    const disk = (await smallDisk()) ?? context.skip(reason);
    const folder = join(disk, 'outbox');
    const before = await opened({ sink: new MemorySink<string>(() => false), folder });
    for (const index of range(0, 100)) await before.outbox.write(text(index));
    await before.outbox.close();
    const filler = join(disk, 'filler');
    await expect(writeFile(filler, Buffer.alloc(2 ** 20))).rejects.toMatchObject({ code: 'ENOSPC' });

    const timers = new ManualTimers();
    const sink = new MemorySink<string>(() => false);
    const { outbox, problems } = await opened({ sink, folder, ...timers });
    expect(await outbox.write(text(100))).toMatchObject({ ok: false, reason: 'store_failed' });
    await truncate(filler, 2 ** 19);
    expect(await outbox.write(text(101))).toEqual({ ok: true });
    expect(problems.filter((problem) => 'part' in problem && problem.part === 'storage')).toMatchObject([
      { state: 'failing' },
      { state: 'recovered' },
    ]);
    await vi.waitFor(() => expect(timers.lengths).toHaveLength(1));
    sink.takes = () => true;
    timers.ring();
    await vi.waitFor(() => expect(sink.taken).toEqual([...range(0, 100), 101].map(text)));
  });

  it('keeps nothing of a group that it had room for in part', async (context) => {
    const disk = (await smallDisk()) ?? context.skip(reason);
    const options = { sink: new MemorySink<string>(() => false), folder: join(disk, 'outbox') };
    const before = await opened(options);
    expect(await writeAll(before.outbox, range(0, 500).map(text))).toHaveLength(500);
    expect(await writeAll(before.outbox, range(500, 1500).map(text))).toEqual([]);
    await before.outbox.close();
    const { outbox } = await opened(options);
    expect(figuresOf(outbox)).toMatchObject({ size: 500, damaged: 0 });
  });
});
