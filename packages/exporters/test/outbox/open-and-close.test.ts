import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openOutbox } from '../../src/outbox/index.js';
import { normalVerdict } from '../verdicts.js';
import { figuresOf, ManualTimers, MemorySink, opened, range, temporaryFolder, writeAll } from './support.js';

const never = () => false;

describe('opening an outbox', () => {
  it.each([
    [{ folder: '' }, 'folder must be a path, got ""'],
    [{ maxItems: 0 }, 'maxItems must be an integer from 1 to 1000000000, got 0'],
    [{ maxBytes: 100 }, 'maxBytes must be an integer from 65536 to 1000000000000, got 100'],
    [{ batchSize: 1.5 }, 'batchSize must be an integer from 1 to 10000, got 1.5'],
    [
      { closeTimeoutMilliseconds: -1 },
      'closeTimeoutMilliseconds must be an integer from 0 to 600000, got -1',
    ],
  ])('rejects %o', async (options, message) => {
    const opening = openOutbox({ sink: new MemorySink(), folder: 'never-made', ...options });
    await expect(opening).rejects.toMatchObject({ code: 'INVALID_OPTION', message });
  });

  it('says when a file is in the place of the folder, or of one above it', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, 'not an outbox');
    for (const folder of [file, join(file, 'below')]) {
      const result = await openOutbox({ sink: new MemorySink(), folder });
      expect(result).toMatchObject({ ok: false, reason: 'not_a_folder' });
      expect(!result.ok && result.message).toContain(
        `cannot open the outbox in ${folder}: there is a file in its place`,
      );
    }
  });

  it('starts with nothing in a folder that is not there', async () => {
    const folder = join(await temporaryFolder(), 'some', 'where');
    const { outbox } = await opened({ sink: new MemorySink<unknown>(), folder });
    expect(figuresOf(outbox)).toMatchObject({ size: 0, bytes: 0 });
    expect(await outbox.write(normalVerdict())).toEqual({ ok: true });
  });
});

describe('closing an outbox', () => {
  it('delivers what waits, closes the sink, and stores nothing more', async () => {
    const sink = new MemorySink<number>();
    const { outbox } = await opened({ sink, folder: await temporaryFolder() });
    const writes = writeAll(outbox, range(0, 2000));
    await outbox.close();
    await outbox.close();
    expect(await writes).toHaveLength(2000);
    expect(sink.taken).toEqual(range(0, 2000));
    expect(sink.closed).toBe(1);
    expect(await outbox.write(1)).toMatchObject({ ok: false, reason: 'closed', error: { code: 'CLOSED' } });
  });

  it('does not wait for a sink that fails', async () => {
    const folder = await temporaryFolder();
    const sink = new MemorySink<number>(never);
    const { outbox } = await opened({ sink, folder });
    await outbox.write(1);
    await vi.waitFor(() => expect(sink.attempts).toBe(1));
    await outbox.close();
    expect(sink).toMatchObject({ attempts: 1, closed: 1 });
    const again = await opened({ sink, folder });
    expect(again.outbox.size).toBe(1);
  });

  it('waits for a sink that says nothing as long as it may, and keeps the items', async () => {
    const folder = await temporaryFolder();
    const sink = new MemorySink<number>(() => new Promise(() => {}));
    const { outbox } = await opened({ sink, folder, closeTimeoutMilliseconds: 50 });
    await outbox.write(1);
    const started = performance.now();
    await outbox.close();
    expect(performance.now() - started).toBeLessThan(1000);
    expect(sink.closed).toBe(1);
    const rest = new MemorySink<number>();
    await opened({ sink: rest, folder });
    await vi.waitFor(() => expect(rest.taken).toEqual([1]));
  });

  it('counts what the sink delivers while it is being closed', async () => {
    const folder = await temporaryFolder();
    let answer = (_: boolean): void => {};
    const sink = new MemorySink<number>(() => new Promise((resolve) => (answer = resolve)));
    sink.close = async () => answer(true);
    const { outbox } = await opened({ sink, folder, closeTimeoutMilliseconds: 10 });
    await outbox.write(1);
    await outbox.close();
    expect(figuresOf(outbox)).toMatchObject({ size: 0, delivered: 1 });
  });

  it('stops between two batches when its time is up', async () => {
    const timers = new ManualTimers();
    const sink = new MemorySink<number>(async () => {
      timers.ring();
      return true;
    });
    const folder = await temporaryFolder();
    const hold = new MemorySink<number>(never);
    const before = await opened({ sink: hold, folder });
    await writeAll(before.outbox, range(0, 30));
    await before.outbox.close();
    const { outbox } = await opened({ sink, folder, batchSize: 3, sleep: timers.sleep });
    await outbox.close();
    expect(sink.taken.length).toBeLessThan(30);
    expect(outbox.size).toBe(30 - sink.taken.length);
  });

  it('gives the folder free also when the sink cannot be closed', async () => {
    const folder = await temporaryFolder();
    const sink = new MemorySink<number>();
    const error = new Error('cannot');
    sink.close = () => Promise.reject(error);
    const result = await openOutbox({ sink, folder });
    await expect(result.ok && result.outbox.close()).rejects.toBe(error);
    await opened({ sink: new MemorySink(), folder });
  });
});
