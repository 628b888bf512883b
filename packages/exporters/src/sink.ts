import type { ExporterError } from './errors.js';
import type { Verdict } from './verdict.js';

/**
 * Why a sink did not take an item.
 *
 * - `closed`: the sink is closed
 * - `congested`: the destination is too slow, and too much waits already
 * - `stream_failed`: the stream refused or lost what was written
 * - `host_limit`: one host more than the sink is allowed to hold
 * - `unreachable`: no broker or server answered, or none could take items at that moment; the same item may be taken later
 * - `topic_missing`: the broker has no topic of this name
 * - `rejected`: the broker or server refuses this item and would refuse it again: too large, not authorised
 * - `full`: the outbox holds as much as it may
 * - `store_failed`: the outbox could not read or write its files
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

/** What happened to an item. A failure is an expected outcome, so it is returned, not thrown. */
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
 * Where items go: verdicts, or anything else that a sink knows how to write. A sink does not throw and does not change what it
 * is given. It drops what it cannot pass on, and says so in its answer. A sink may send items in batches, within stated bounds
 * of number and time. Retrying, storing and sending to several sinks are wrappers around this interface.
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
  /** Takes one item. Answers within a bounded time, whatever the destination does. */
  write(item: Item): WriteResult | Promise<WriteResult>;
  /** Releases what the sink holds; a second call does nothing. Later writes give the reason `closed`. */
  close(): Promise<void>;
}

/** Where verdicts go. */
export type VerdictSink = Sink<Verdict>;
