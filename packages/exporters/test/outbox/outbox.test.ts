import { describe, expect, it, vi } from 'vitest';
import { firingVerdict, noDataVerdict } from '../verdicts.js';
import {
  figuresOf,
  ManualTimers,
  MemorySink,
  opened,
  range,
  refusal,
  temporaryFolder,
  writeAll,
} from './support.js';

const never = () => false;

describe('an outbox', () => {
  it('delivers what is written, in order, and then holds nothing', async () => {
    const sink = new MemorySink<number>();
    const { outbox, problems } = await opened({ sink, folder: await temporaryFolder() });
    for (const item of range(0, 20)) expect(await outbox.write(item)).toEqual({ ok: true });
    await writeAll(outbox, range(20, 1200));
    await vi.waitFor(() => expect(outbox.size).toBe(0));
    expect(sink.taken).toEqual(range(0, 1200));
    expect(figuresOf(outbox)).toMatchObject({ delivered: 1200, dropped: 0, damaged: 0, oldestAgeSeconds: 0 });
    expect(problems).toEqual([]);
  });

  it('delivers what is deeply equal to what was written', async () => {
    const items = [
      { ...noDataVerdict(), explanation: undefined },
      firingVerdict({ values: { cpu_percent: Number.POSITIVE_INFINITY, disk_percent: -0 } }),
      {
        text: 'ä\u0000\ud800',
        list: [undefined, null, 1n],
        when: new Date(5),
        map: new Map([['a', Number.NaN]]),
      },
      '',
      null,
    ];
    const sink = new MemorySink<unknown>();
    const { outbox } = await opened<unknown>({ sink, folder: await temporaryFolder() });
    expect(await writeAll(outbox, items)).toEqual(items);
    await vi.waitFor(() => expect(sink.taken).toStrictEqual(items));
  });

  it('keeps the item as it was written, whatever becomes of the object', async () => {
    const sink = new MemorySink<{ value: number }>();
    const { outbox } = await opened({ sink, folder: await temporaryFolder() });
    const item = { value: 1 };
    const written = outbox.write(item);
    item.value = 2;
    await written;
    await vi.waitFor(() => expect(sink.taken).toEqual([{ value: 1 }]));
  });

  it('goes on where the one before it ended, in order', async () => {
    const folder = await temporaryFolder();
    const away = new MemorySink<number>((item) => item < 3);
    const first = await opened({ sink: away, folder, batchSize: 1 });
    await writeAll(first.outbox, range(0, 10));
    await vi.waitFor(() => expect(away.attempts).toBe(4));
    await first.outbox.close();
    const sink = new MemorySink<number>();
    const second = await opened({ sink, folder });
    await writeAll(second.outbox, range(10, 15));
    await vi.waitFor(() => expect(sink.taken).toEqual(range(3, 15)));
  });

  it('offers a batch at once, and nothing newer before all of it is taken', async () => {
    const timers = new ManualTimers();
    const seen: number[] = [];
    const sink = new MemorySink<number>((item) => {
      seen.push(item);
      return item !== 1 && item !== 3;
    });
    const { outbox } = await opened({ sink, folder: await temporaryFolder(), batchSize: 5, ...timers });
    await writeAll(outbox, range(0, 12));
    await vi.waitFor(() => expect(timers.lengths).toHaveLength(1));
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect(figuresOf(outbox)).toMatchObject({ size: 9, delivered: 3 });
    timers.ring();
    await vi.waitFor(() => expect(timers.lengths).toHaveLength(2));
    expect(seen.slice(5)).toEqual([1, 3]);
    sink.takes = () => true;
    timers.ring();
    await vi.waitFor(() => expect(outbox.size).toBe(0));
    expect(sink.taken).toEqual([0, 2, 4, 1, 3, ...range(5, 12)]);
  });

  it('does not await an item of a batch before it offers the next', async () => {
    const answers: ((taken: boolean) => void)[] = [];
    const sink = new MemorySink<number>(() => new Promise((resolve) => answers.push(resolve)));
    const { outbox } = await opened({ sink, folder: await temporaryFolder() });
    await writeAll(outbox, range(0, 100));
    await vi.waitFor(() => expect(answers).toHaveLength(100));
    for (const answer of answers) answer(true);
    await vi.waitFor(() => expect(outbox.size).toBe(0));
  });

  it('tries at once, then after half a second, doubled up to half a minute, less some of it at random', async () => {
    const timers = new ManualTimers();
    const sink = new MemorySink<number>(never);
    const random = vi.fn(() => 0).mockReturnValueOnce(1);
    const { outbox, problems } = await opened({
      sink,
      folder: await temporaryFolder(),
      random,
      sleep: timers.sleep,
    });
    await outbox.write(1);
    for (const attempts of range(1, 10)) {
      await vi.waitFor(() => expect(timers.lengths).toHaveLength(attempts));
      expect(sink.attempts).toBe(attempts);
      if (attempts < 9) timers.ring();
    }
    expect(timers.lengths).toEqual([250, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    expect(problems).toEqual([{ ...pick(refusal), state: 'failing', part: 'delivery' }]);
    sink.takes = () => true;
    timers.ring();
    await vi.waitFor(() => expect(outbox.size).toBe(0));
    expect(problems.slice(1)).toEqual([{ state: 'recovered', part: 'delivery' }]);
  });

  it('takes a sink that throws for one that refuses', async () => {
    const timers = new ManualTimers();
    const error = new Error('a bug');
    const sink = {
      write: vi.fn(() => {
        throw error;
      }),
      close: async () => {},
    };
    const { outbox, problems } = await opened({ sink, folder: await temporaryFolder(), ...timers });
    await outbox.write(1);
    await vi.waitFor(() =>
      expect(problems).toEqual([{ state: 'failing', part: 'delivery', reason: 'threw', error }]),
    );
    expect(outbox.size).toBe(1);
  });

  it('says for how long the first item has waited, after a restart too', async () => {
    const folder = await temporaryFolder();
    let time = 1_000_000;
    const options = { folder, now: () => time, batchSize: 2, ...new ManualTimers() };
    const sink = new MemorySink<number>(never);
    const { outbox } = await opened({ ...options, sink });
    expect(outbox.oldestAgeSeconds).toBe(0);
    for (const item of range(0, 3)) {
      await outbox.write(item);
      time += 1000;
    }
    expect(outbox.oldestAgeSeconds).toBe(3);
    await outbox.close();
    time += 60_000;
    const again = await opened({ ...options, sink: new MemorySink<number>((item) => item < 1) });
    expect(figuresOf(again.outbox)).toMatchObject({ size: 3, oldestAgeSeconds: 63 });
    await vi.waitFor(() => expect(figuresOf(again.outbox)).toMatchObject({ size: 2, oldestAgeSeconds: 62 }));
    time = 0;
    expect(again.outbox.oldestAgeSeconds).toBe(0);
  });

  it('refuses what exceeds the number of items, and drops nothing for it', async () => {
    const timers = new ManualTimers();
    const sink = new MemorySink<number>(never);
    const { outbox } = await opened({ sink, folder: await temporaryFolder(), maxItems: 10, ...timers });
    expect(await writeAll(outbox, range(0, 15))).toEqual(range(0, 10));
    expect(await outbox.write(15)).toMatchObject({
      ok: false,
      reason: 'full',
      error: { code: 'FULL' },
      dropped: 6,
    });
    await vi.waitFor(() => expect(timers.lengths).toHaveLength(1));
    sink.takes = () => true;
    timers.ring();
    await vi.waitFor(() => expect(sink.taken).toEqual(range(0, 10)));
    await vi.waitFor(async () => expect(await outbox.write(16)).toEqual({ ok: true }));
  });

  it('refuses what exceeds the bytes on disk, and has room again once items are delivered', async () => {
    const timers = new ManualTimers();
    const sink = new MemorySink<string>(never);
    const { outbox } = await opened({ sink, folder: await temporaryFolder(), maxBytes: 65_536, ...timers });
    const items = range(0, 500).map((index) => `${index}`.padEnd(500));
    const stored = await writeAll(outbox, items);
    expect(stored).toEqual(items.slice(0, stored.length));
    expect(stored.length).toBeGreaterThan(115);
    expect(outbox.bytes).toBeLessThanOrEqual(65_536);
    await vi.waitFor(() => expect(timers.lengths).toHaveLength(1));
    sink.takes = () => true;
    timers.ring();
    await vi.waitFor(() => expect(outbox.size).toBe(0));
    expect(sink.taken).toEqual(stored);
    expect((await writeAll(outbox, items)).length).toBeGreaterThan(105);
  });

  it('reads a batch at most of what waits, however much it is', async () => {
    const sink = new MemorySink<string>(never);
    const folder = await temporaryFolder();
    const { outbox } = await opened({ sink, folder, ...new ManualTimers() });
    await writeAll(
      outbox,
      range(0, 100).map((index) => `${index}`.padEnd(50_000)),
    );
    await vi.waitFor(() => expect(sink.attempts).toBeGreaterThan(0));
    expect(sink.attempts).toBeLessThan(25);
  });

  it('refuses what cannot be copied and what is too large, and goes on', async () => {
    const sink = new MemorySink<unknown>();
    const { outbox, problems } = await opened<unknown>({
      sink,
      folder: await temporaryFolder(),
      maxBytes: 65_536,
    });
    expect(await outbox.write(() => {})).toMatchObject({
      ok: false,
      reason: 'store_failed',
      error: { code: 'STORE_FAILED', cause: { message: '() => {} could not be cloned.' } },
    });
    expect(await outbox.write('x'.repeat(5000))).toMatchObject({
      reason: 'store_failed',
      error: { cause: { message: 'the item has 5005 bytes, and may have 4096' } },
    });
    expect(await outbox.write(1)).toEqual({ ok: true });
    await vi.waitFor(() => expect(sink.taken).toEqual([1]));
    expect(problems).toEqual([]);
  });
});

function pick(result: typeof refusal) {
  if (result.ok) throw new Error('it is a refusal');
  return { reason: result.reason, error: result.error };
}
