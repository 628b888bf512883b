import type { ExporterError } from './errors.js';
import type { Verdict } from './verdict.js';

/** Why a sink did not take an item. */
export type WriteFailureReason =
  | 'closed'
  | 'congested'
  | 'stream_failed'
  | 'host_limit'
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
 * Where items go. A sink does not throw, does not mutate what it is given, and does not queue: what it cannot pass
 * on at once it drops, and says so. Retrying, buffering and fan-out are wrappers around this interface.
 */
export interface Sink<Item> {
  /** Takes one item. Returns promptly whatever the destination does. */
  write(item: Item): WriteResult | Promise<WriteResult>;
  /** Releases what the sink holds; a second call does nothing. Later writes give the reason `closed`. */
  close(): Promise<void>;
}

/** Where verdicts go. */
export interface VerdictSink extends Sink<Verdict> {}
