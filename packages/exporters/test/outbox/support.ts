import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ExporterError } from '../../src/errors.js';
import { type Outbox, type OutboxOptions, type OutboxProblem, openOutbox } from '../../src/outbox/index.js';
import type { Sink, WriteResult } from '../../src/sink.js';

/** A folder that goes when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ad-outbox-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** What a sink says when its destination is away. */
export const refusal: WriteResult = {
  ok: false,
  reason: 'stream_failed',
  error: new ExporterError('STREAM_FAILED', 'the destination is away'),
  dropped: 1,
};

/** A sink that keeps what it takes, and takes what it is told to. */
export class MemorySink<Item> implements Sink<Item> {
  readonly taken: Item[] = [];
  attempts = 0;
  closed = 0;
  takes: (item: Item) => boolean | Promise<boolean>;

  constructor(takes: (item: Item) => boolean | Promise<boolean> = () => true) {
    this.takes = takes;
  }

  async write(item: Item): Promise<WriteResult> {
    this.attempts += 1;
    if (!(await this.takes(item))) return refusal;
    this.taken.push(item);
    return { ok: true };
  }

  async close(): Promise<void> {
    this.closed += 1;
  }
}

/** Timers that end when the test says so. */
export class ManualTimers {
  readonly lengths: number[] = [];
  #wakes: (() => void)[] = [];

  readonly sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      this.lengths.push(milliseconds);
      this.#wakes.push(resolve);
      signal.addEventListener('abort', () => resolve());
    });

  /** Ends all that run. */
  ring(): void {
    for (const wake of this.#wakes.splice(0)) wake();
  }
}

/** Opens an outbox that is closed when the test is over. */
export async function opened<Item>(
  options: OutboxOptions<Item>,
): Promise<{ readonly outbox: Outbox<Item>; readonly problems: OutboxProblem[] }> {
  const problems: OutboxProblem[] = [];
  const result = await openOutbox({
    closeTimeoutMilliseconds: 1000,
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  if (!result.ok) throw new Error(result.message, { cause: result.error });
  onTestFinished(() => result.outbox.close());
  return { outbox: result.outbox, problems };
}

/** What an outbox says of itself, as an object that can be printed where it is not as expected. */
export function figuresOf<Item>(outbox: Outbox<Item>) {
  const { size, bytes, oldestAgeSeconds, delivered, dropped, damaged } = outbox;
  return { size, bytes, oldestAgeSeconds, delivered, dropped, damaged };
}

/** Writes each and says which were stored. */
export async function writeAll<Item>(outbox: Outbox<Item>, items: readonly Item[]): Promise<Item[]> {
  const results = await Promise.all(items.map((item) => outbox.write(item)));
  return items.filter((_, index) => results[index]?.ok);
}

/** The numbers from `start` up to, and without, `end`. */
export function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

/** The files of the log, first to last. */
export async function segmentsOf(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.segment'))
    .sort()
    .map((name) => join(folder, name));
}
