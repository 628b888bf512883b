import type { ExporterError } from './errors.js';
import type { Verdict } from './verdict.js';

/**
 * Why a sink did not take an item.
 *
 * - `closed`: the sink is closed
 * - `congested`: the destination takes less than it is given, and too much waits already
 * - `stream_failed`: the stream refused or lost what was written
 * - `host_limit`: one host more than the sink is allowed to hold
 * - `unreachable`: no broker or server answered, or none could take items just then; the same item may be taken later
 * - `topic_missing`: the broker has no topic of this name
 * - `rejected`: the broker or server refuses this item, and would again: too large, not authorised
 * - `full`: a store between program and destination holds as much as it may
 * - `store_failed`: that store could not be read or written
 */
export type WriteFailureReason =
  | 'closed'
  | 'congested'
  | 'stream_failed'
  | 'host_limit'
  | 'unreachable'
  | 'topic_missing'
  | 'rejected'
  | 'full'
  | 'store_failed';

/** What became of an item. A failure is an expected outcome, hence data. */
export type WriteResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: WriteFailureReason;
      readonly error: ExporterError;
      /** Items that this sink has lost since it was made, this one included. */
      readonly dropped: number;
    };

/**
 * Where items go: verdicts, or anything else that a sink knows how to write. A sink does not throw, does not mutate what it
 * is given, and answers what became of it: what it cannot pass on it drops, and says so. A sink may gather what it sends
 * together, within stated bounds of number and time. Retrying, keeping and fan-out are wrappers around this interface.
 *
 * @example
 * const counts = { anomalies: 0 };
 * const sink: Sink<{ isAnomaly: boolean }> = {
 *   write({ isAnomaly }) {
 *     counts.anomalies += Number(isAnomaly);
 *     return { ok: true };
 *   },
 *   close: () => Promise.resolve(),
 * };
 */
export interface Sink<Item> {
  /** Takes one item. The answer comes within a bounded time, whatever the destination does. */
  write(item: Item): WriteResult | Promise<WriteResult>;
  /** Releases what the sink holds; a second call does nothing. Later writes give the reason `closed`. */
  close(): Promise<void>;
}

/** Where verdicts go. */
export type VerdictSink = Sink<Verdict>;
