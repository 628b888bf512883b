import { appendFile, mkdir, readdir, readFile, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { FileWindow } from '../../src/outbox/file-window.js';
import {
  figuresOf,
  ManualTimers,
  MemorySink,
  opened,
  range,
  segmentsOf,
  temporaryFolder,
  writeAll,
} from './support.js';

interface Numbered {
  readonly number: number;
  readonly text: string;
}

const numbered = (number: number): Numbered => ({ number, text: `item ${number}`.padEnd(200, '.') });

/** A folder in which items wait, in files of four kilobytes. */
async function filled(items: number): Promise<string> {
  const folder = await temporaryFolder();
  const { outbox } = await opened({ sink: new MemorySink<Numbered>(() => false), folder, maxBytes: 65_536 });
  // One after the other, so that no group makes a file longer.
  for (const number of range(0, items)) await outbox.write(numbered(number));
  await outbox.close();
  return folder;
}

/** Delivers all that can be read. */
async function deliver(folder: string) {
  const sink = new MemorySink<Numbered>();
  const { outbox, problems } = await opened({ sink, folder, maxBytes: 65_536 });
  await vi.waitFor(() => expect(outbox.size).toBe(0));
  const added = await outbox.write(numbered(-1));
  await vi.waitFor(() => expect(outbox.size).toBe(0));
  expect(added).toEqual({ ok: true });
  expect(sink.taken.pop()).toEqual(numbered(-1));
  await outbox.close();
  return { taken: sink.taken, outbox, problems };
}

async function overwrite(path: string, offset: number, bytes: Uint8Array): Promise<void> {
  const file = await readFile(path);
  file.set(bytes.subarray(0, Math.max(0, file.length - offset)), offset);
  await writeFile(path, file);
}

const garbage = (length: number): Buffer =>
  Buffer.from(range(0, length).map((index) => (index * 131 + 7) % 256));

describe('a damaged outbox', () => {
  // A process that is killed while it stores its first item leaves a file with none, or a part of one, behind those that wait.
  it.each([
    ['empty', (record: Buffer) => record.subarray(0, 0)],
    ['torn', (record: Buffer) => record.subarray(0, 100)],
    ['unreadable', (record: Buffer) => garbage(record.length)],
  ])('keeps what is stored after a start that left its file %s', async (_, left) => {
    const folder = await filled(3);
    const [segment] = await segmentsOf(folder);
    const bytes = await readFile(segment);
    await writeFile(join(folder, '0000000000000004.segment'), left(bytes.subarray(0, bytes.length / 3)));

    let isReachable = false;
    const sink = new MemorySink<Numbered>(() => isReachable);
    const timers = new ManualTimers();
    const { outbox } = await opened({ sink, folder, maxBytes: 65_536, sleep: timers.sleep });
    for (const number of range(10, 13)) expect(await outbox.write(numbered(number))).toEqual({ ok: true });
    isReachable = true;
    timers.ring();
    await vi.waitFor(() => expect(outbox.size).toBe(0));
    expect(sink.taken).toEqual([...range(0, 3), ...range(10, 13)].map(numbered));
  });

  it('cuts off a record that its writer could not finish, and says nothing of it', async () => {
    const folder = await filled(5);
    const [segment] = await segmentsOf(folder);
    const { length } = await readFile(segment);
    for (const bytes of [1, 100, 200]) {
      await truncate(segment, length - bytes);
      const { outbox } = await opened({ sink: new MemorySink(() => false), folder, ...new ManualTimers() });
      expect(figuresOf(outbox)).toMatchObject({ size: 4, damaged: 0 });
      await outbox.close();
    }
    const { taken, problems } = await deliver(folder);
    expect(taken).toEqual(range(0, 4).map(numbered));
    expect(problems).toEqual([]);
  });

  it('skips a damaged item, says so, and puts the file aside', async () => {
    const folder = await filled(10);
    const [segment] = await segmentsOf(folder);
    const file = await readFile(segment);
    await overwrite(segment, file.indexOf('item 4'), Buffer.from('ITEM'));
    const { taken, outbox, problems } = await deliver(folder);
    expect(taken).toEqual(
      range(0, 10)
        .filter((number) => number !== 4)
        .map(numbered),
    );
    expect(outbox.damaged).toBe(1);
    expect(problems).toEqual([{ state: 'damaged', items: 1, path: `${segment}.damaged` }]);
    expect((await readFile(`${segment}.damaged`)).includes('ITEM 4')).toBe(true);
    expect((await deliver(folder)).problems).toEqual([]);
  });

  it('finds the next item after garbage in the middle of a file', async () => {
    const folder = await filled(40);
    const segments = await segmentsOf(folder);
    expect(segments.length).toBeGreaterThan(2);
    await overwrite(segments[1], 500, garbage(1000));
    const { taken, outbox } = await deliver(folder);
    const numbers = taken.map(({ number }) => number);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(taken).toEqual(numbers.map(numbered));
    expect(outbox.damaged).toBe(40 - taken.length);
    expect(outbox.damaged).toBeLessThan(8);
  });

  it.each([
    ['garbage', garbage],
    ['zeros', (length: number) => Buffer.alloc(length)],
  ])('goes on without a file that is nothing but %s', async (_, content) => {
    const folder = await filled(40);
    const segments = await segmentsOf(folder);
    for (const index of [0, segments.length - 1]) {
      await writeFile(segments[index], content((await readFile(segments[index])).length));
    }
    const { taken, outbox, problems } = await deliver(folder);
    expect(taken.length).toBeGreaterThan(10);
    expect(taken).toEqual(taken.map(({ number }) => numbered(number)));
    expect(problems).toHaveLength(2);
    expect(outbox.damaged).toBeGreaterThan(14);
    expect((await readdir(folder)).filter((name) => name.endsWith('.damaged'))).toHaveLength(2);
  });

  it('says what a file that is gone has held', async () => {
    const folder = await filled(40);
    const segments = await segmentsOf(folder);
    await unlink(segments[1]);
    const { taken, outbox } = await deliver(folder);
    expect(outbox.damaged).toBe(40 - taken.length);
    expect(outbox.damaged).toBeGreaterThan(10);
  });

  it('survives a file that is cut, or goes, while the outbox is open', async () => {
    const folder = await filled(40);
    const segments = await segmentsOf(folder);
    const timers = new ManualTimers();
    const sink = new MemorySink<Numbered>(() => false);
    const { outbox, problems } = await opened({ sink, folder, batchSize: 1, maxBytes: 65_536, ...timers });
    await vi.waitFor(() => expect(timers.lengths).toHaveLength(1));
    expect(outbox.size).toBe(40);
    await truncate(segments[0], 1000);
    await unlink(segments[1]);
    sink.takes = () => true;
    timers.ring();
    await vi.waitFor(() => expect(outbox.size).toBe(0));
    expect(sink.taken.length + outbox.damaged).toBe(40);
    expect(sink.taken).toEqual(sink.taken.map(({ number }) => numbered(number)));
    expect(problems.filter(({ state }) => state === 'damaged')).toHaveLength(2);
  });

  it('delivers again what it cannot know to be delivered', async () => {
    const folder = await temporaryFolder();
    const options = { folder, batchSize: 1, ...new ManualTimers() };
    const first = await opened({ ...options, sink: new MemorySink<Numbered>(({ number }) => number < 3) });
    await writeAll(first.outbox, range(0, 5).map(numbered));
    await vi.waitFor(() => expect(first.outbox.size).toBe(2));
    await first.outbox.close();
    await writeFile(join(folder, 'delivered'), garbage(32));
    expect((await deliver(folder)).taken).toEqual(range(0, 5).map(numbered));
  });

  it('knows what is delivered by the other slot where one is torn', async () => {
    const folder = await temporaryFolder();
    const options = { folder, batchSize: 1, ...new ManualTimers() };
    const first = await opened({ ...options, sink: new MemorySink<Numbered>(({ number }) => number < 3) });
    await writeAll(first.outbox, range(0, 5).map(numbered));
    await vi.waitFor(() => expect(first.outbox.size).toBe(2));
    await first.outbox.close();
    await overwrite(join(folder, 'delivered'), 16, garbage(3));
    expect((await deliver(folder)).taken).toEqual(range(2, 5).map(numbered));
  });

  it('leaves alone what is not its own', async () => {
    const folder = await filled(3);
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await mkdir(join(folder, '0000000000000001.segment.old'));
    await mkdir(join(folder, '0000000000000009.segment'));
    expect((await deliver(folder)).taken).toHaveLength(3);
    expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('keeps eight damaged files at most', async () => {
    const folder = await filled(170);
    for (const segment of await segmentsOf(folder)) await overwrite(segment, 100, garbage(50));
    expect((await deliver(folder)).problems.length).toBeGreaterThan(8);
    expect((await readdir(folder)).filter((name) => name.endsWith('.damaged'))).toHaveLength(8);
  });

  it('ignores what a write that failed has left, once something was written after it', async () => {
    const folder = await filled(3);
    const [segment] = await segmentsOf(folder);
    const leftover = await readFile(segment);
    await opened({ sink: new MemorySink<Numbered>(() => false), folder }).then(async ({ outbox }) => {
      await outbox.write(numbered(3));
      await outbox.close();
    });
    const [, second] = await segmentsOf(folder);
    await appendFile(segment, await readFile(second));
    expect(leftover.length).toBeLessThan((await readFile(segment)).length);
    const { taken, problems } = await deliver(folder);
    expect(taken).toEqual(range(0, 4).map(numbered));
    expect(problems).toEqual([]);
  });

  it('takes a sector that the disk cannot read for the end of the file, and no other error', async () => {
    const failing = (code: string) => ({
      read: () => Promise.reject(Object.assign(new Error(code), { code })),
    });
    const windowOn = (code: string) => new FileWindow(failing(code) as never, 1000);
    await expect(windowOn('EIO').at(0, 28)).resolves.toHaveLength(0);
    await expect(windowOn('EBADF').at(0, 28)).rejects.toMatchObject({ code: 'EBADF' });
  });

  it('never fails, never delivers what was not written, and accounts for all, whatever is damaged', async () => {
    const template = await filled(60);
    const files = await Promise.all((await segmentsOf(template)).map((path) => readFile(path)));
    const damage = fc.record({
      file: fc.nat(files.length - 1),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 600 }),
      cut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (damages) => {
        const folder = await temporaryFolder();
        const contents = files.map((file) => Buffer.from(file));
        for (const { file, at, bytes, cut } of damages) {
          const offset = Math.floor(at * contents[file].length);
          if (cut) contents[file] = contents[file].subarray(0, offset);
          else contents[file].set(bytes.subarray(0, contents[file].length - offset), offset);
        }
        for (const [index, path] of (await segmentsOf(template)).entries()) {
          await writeFile(path.replace(template, folder), contents[index]);
        }
        const { taken, outbox } = await deliver(folder);
        expect(taken).toEqual(taken.map(({ number }) => numbered(number)));
        const numbers = taken.map(({ number }) => number);
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
        // What is missing at the very end may be what a writer could not finish.
        const inner = (numbers.at(-1) ?? -1) + 1;
        expect(outbox.damaged).toBeGreaterThanOrEqual(inner - numbers.length);
        expect(outbox.damaged + numbers.length).toBeLessThanOrEqual(60);
      }),
      { numRuns: 60 },
    );
  });
});
