import type { ExporterError } from './errors.js';
import type { Verdict } from './verdict.js';

/** Why a sink did not take a verdict. */
export type WriteFailureReason = 'closed' | 'congested' | 'stream_failed' | 'host_limit';

/** What became of a verdict. A failure is an expected outcome, hence data. */
export type WriteResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: WriteFailureReason;
      readonly error: ExporterError;
      /** Verdicts that this sink has lost since it was made, this one included. */
      readonly dropped: number;
    };

/**
 * Where verdicts go. A sink does not throw, does not mutate what it is given, and does not queue: what it cannot pass
 * on at once it drops, and says so. Retrying, buffering and fan-out are wrappers around this interface.
 */
export interface VerdictSink {
  /** Takes one verdict. Returns promptly whatever the destination does. */
  write(verdict: Verdict): WriteResult | Promise<WriteResult>;
  /** Releases what the sink holds; a second call does nothing. Later writes give the reason `closed`. */
  close(): Promise<void>;
}
