import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sample } from '@ad/models';
import { appendLines } from './append-lines.js';
import { DAY, dayFileName, dayOf, listDayFiles } from './day-files.js';

/** What a recorder is told. */
export interface HistoryRecorderOptions {
  readonly folder: string;
  /** How many days of a host are kept, the one of its latest sample included. */
  readonly days: number;
  /** Called once when samples cannot be written, and once when they can again. */
  readonly onProblem: (problem: RecordingProblem) => void;
  /** Least time between attempts while writing fails, in milliseconds. @default 30000 */
  readonly retryMilliseconds?: number;
  /** Samples that wait for the disk at most; the oldest give way. @default 10000 */
  readonly mostWaiting?: number;
}

/** A change in whether samples can be written. */
export type RecordingProblem =
  | { readonly state: 'failing'; readonly error: unknown }
  /** `lost` samples had to give way meanwhile. */
  | { readonly state: 'recovered'; readonly lost: number };

/**
 * Appends samples to a file per host and day, each as soon as it is there: what has been recorded survives a process that is
 * killed. Whoever records never waits and never fails; while the disk is full or the folder not writable, samples wait.
 */
export class HistoryRecorder {
  readonly #options: Required<HistoryRecorderOptions>;
  #waiting: Sample[] = [];
  /** The latest day of each host for which files that are too old have been removed. */
  readonly #cleaned = new Map<string, number>();
  #writing: Promise<void> | undefined;
  #failedAt: number | undefined;
  #lost = 0;

  constructor(options: HistoryRecorderOptions) {
    this.#options = { retryMilliseconds: 30_000, mostWaiting: 10_000, ...options };
  }

  /** Takes a sample to be written. */
  record(sample: Sample): void {
    this.#waiting.push(sample);
    this.#limit();
    const isPausing =
      this.#failedAt !== undefined && performance.now() - this.#failedAt < this.#options.retryMilliseconds;
    if (!isPausing) this.#write();
  }

  /** Writes what waits, if it can be written. */
  async close(): Promise<void> {
    // Samples that came while the last of others were being written.
    await this.#writing;
    this.#write();
    await this.#writing;
  }

  #write(): void {
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = undefined;
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const [first] = this.#waiting;
      const file = dayFileName(first.host, first.timestamp);
      const other = this.#waiting.findIndex(({ host, timestamp }) => dayFileName(host, timestamp) !== file);
      const batch = this.#waiting.splice(0, other === -1 ? this.#waiting.length : other);
      const path = join(this.#options.folder, file);
      const { written, error } = await appendLines(path, batch.map(toLine));
      if (written < batch.length) {
        this.#waiting = [...batch.slice(written), ...this.#waiting];
        this.#limit();
        this.#fail(error);
        return;
      }
      this.#recover();
      await this.#removeOld(first);
    }
  }

  #limit(): void {
    const excess = this.#waiting.length - this.#options.mostWaiting;
    if (excess <= 0) return;
    this.#waiting.splice(0, excess);
    this.#lost += excess;
  }

  #fail(error: unknown): void {
    const isNew = this.#failedAt === undefined;
    this.#failedAt = performance.now();
    if (isNew) this.#options.onProblem({ state: 'failing', error });
  }

  #recover(): void {
    if (this.#failedAt === undefined) return;
    this.#failedAt = undefined;
    this.#options.onProblem({ state: 'recovered', lost: this.#lost });
    this.#lost = 0;
  }

  /** Once per day, and only files of this host: others may share the folder, and keep theirs for longer. */
  async #removeOld({ host, timestamp }: Sample): Promise<void> {
    const day = dayOf(timestamp);
    if (this.#cleaned.get(host) === day) return;
    this.#cleaned.set(host, day);
    const { folder, days } = this.#options;
    // A file that cannot be removed is tried again tomorrow; a disk that it fills is a problem of writing.
    const files = await listDayFiles(folder).catch(() => []);
    const old = files.filter((file) => file.host === host && file.day <= day - days * DAY);
    await Promise.allSettled(old.map(({ name }) => unlink(join(folder, name))));
  }
}

/** JSON writes `NaN` as null, which readers take for missing. */
function toLine({ timestamp, host, values, disturbed }: Sample): string {
  return JSON.stringify({ timestamp, host, values, ...(disturbed && { disturbed }) });
}
