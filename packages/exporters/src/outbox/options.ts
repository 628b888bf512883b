import { ExporterError } from '../errors.js';
import { integerOption } from '../options.js';
import type { Sink } from '../sink.js';
import { type Sleep, systemSleep } from '../timing/sleep.js';
import type { OutboxProblem } from './problems.js';

/** Options of {@link openOutbox}. */
export interface OutboxOptions<Item> {
  /** Where items go. The outbox closes it. An item that the sink never takes holds up all that follow. */
  readonly sink: Sink<Item>;
  /** Where items wait. Created if it does not exist. For this outbox alone, on a disk of this machine. */
  readonly folder: string;
  /** Items that wait at most, 1 to 1e9; more are refused (`full`). @default 100000 */
  readonly maxItems?: number;
  /** Bytes on disk at most, 65536 to 1e12; more are refused (`full`). An item may have a sixteenth of it, 8 MB at most. @default 268435456 */
  readonly maxBytes?: number;
  /** Items that are handed to the sink at a time, 1 to 10000. @default 500 */
  readonly batchSize?: number;
  /** Longest that `close()` goes on delivering, in milliseconds, 0 to 600000. @default 5000 */
  readonly closeTimeoutMilliseconds?: number;
  /** Called when storing or delivering begins to fail, when it works again, and when items cannot be read. @default ignored */
  readonly onProblem?: (problem: OutboxProblem) => void;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** Waits before the next attempt. @default by the real clock */
  readonly sleep?: Sleep;
  /** 0 to 1, to spread attempts. @default Math.random */
  readonly random?: () => number;
}

/** Options with their defaults, and values that follow from them. */
export interface ResolvedOutboxOptions<Item> extends Required<OutboxOptions<Item>> {
  readonly segmentBytes: number;
}

/** Files of the log. A file is removed as a whole, so up to one file's share of `maxBytes` may hold delivered items. */
const SEGMENTS = 16;
const LARGEST_SEGMENT = 8 * 1024 * 1024;

/** Checks all options. Throws `INVALID_OPTION`, which names the first option that breaks its rule. */
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
