import { ExporterError } from '../errors.js';
import { integerOption } from '../options.js';
import type { Sink } from '../sink.js';
import type { OutboxProblem } from './problems.js';
import { type Sleep, systemSleep } from '../timing/sleep.js';

/** Options of {@link openOutbox}. */
export interface OutboxOptions<Item> {
  /** Where items go. The outbox closes it. One item that it never takes holds up all that follow. */
  readonly sink: Sink<Item>;
  /** Where items wait; made when there is none. It is of this outbox alone, on a disk of this machine. */
  readonly folder: string;
  /** Items that wait at most, 1 to 1e9; more are refused (`full`). @default 100000 */
  readonly maxItems?: number;
  /** Bytes on disk at most, 65536 to 1e12; more are refused (`full`). An item may have a sixteenth, and 8 MB at most. @default 268435456 */
  readonly maxBytes?: number;
  /** Items that are handed to the sink at once, 1 to 10000. @default 500 */
  readonly batchSize?: number;
  /** Longest that `close()` goes on delivering, in milliseconds, 0 to 600000. @default 5000 */
  readonly closeTimeoutMilliseconds?: number;
  /** Told when storing or delivering begins to fail and when it works again, and of items that cannot be read. @default ignored */
  readonly onProblem?: (problem: OutboxProblem) => void;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** Resolves after so many milliseconds, or as soon as the signal aborts; never rejects. @default by the real clock */
  readonly sleep?: Sleep;
  /** 0 to 1, to spread attempts. @default Math.random */
  readonly random?: () => number;
}

/** Options with their defaults, and what follows from them. */
export interface ResolvedOutboxOptions<Item> extends Required<OutboxOptions<Item>> {
  readonly segmentBytes: number;
}

/** A file of the log is removed as a whole, so a part of `maxBytes` holds delivered items; with this many files it is small. */
const SEGMENTS = 16;
const LARGEST_SEGMENT = 8 * 1024 * 1024;

/** Checks each option against its rule; throws an `INVALID_OPTION` that names the first that breaks it. */
export function resolveOptions<Item>(options: OutboxOptions<Item>): ResolvedOutboxOptions<Item> {
  const { folder } = options;
  if (typeof folder !== 'string' || folder === '') {
    throw new ExporterError('INVALID_OPTION', `folder must be a path, got ${JSON.stringify(folder)}`);
  }
  const maxBytes = integerOption('maxBytes', options.maxBytes ?? 256 * 1024 * 1024, 65_536, 1e12);
  return {
    sink: options.sink,
    folder,
    maxItems: integerOption('maxItems', options.maxItems ?? 100_000, 1, 1e9),
    maxBytes,
    segmentBytes: Math.min(LARGEST_SEGMENT, Math.floor(maxBytes / SEGMENTS)),
    batchSize: integerOption('batchSize', options.batchSize ?? 500, 1, 10_000),
    closeTimeoutMilliseconds: integerOption(
      'closeTimeoutMilliseconds',
      options.closeTimeoutMilliseconds ?? 5000,
      0,
      600_000,
    ),
    onProblem: options.onProblem ?? (() => {}),
    now: options.now ?? Date.now,
    sleep: options.sleep ?? systemSleep,
    random: options.random ?? Math.random,
  };
}
