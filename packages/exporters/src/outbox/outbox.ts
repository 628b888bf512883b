import type { Sink, WriteResult } from '../sink.js';

/**
 * A sink that stores each item on disk before it answers `ok`, and delivers it from there to another sink: in the order of writing,
 * and repeatedly until that sink answers `ok`. Neither an outage of the destination nor a sudden end of this process loses an item.
 * An item that was delivered just before a sudden end is delivered twice.
 *
 * Items are copied as by `structuredClone`: plain data with `NaN`, `undefined`, dates and maps stays equal, functions are refused
 * (`store_failed`), and objects of a class become plain objects. Opened by {@link openOutbox}.
 *
 * @example
 * const reportOn = (outbox: Outbox<Verdict>): string =>
 *   `${outbox.size} wait, the oldest for ${outbox.oldestAgeSeconds} s; ${outbox.delivered} delivered, ${outbox.dropped} refused`;
 */
export interface Outbox<Item> extends Sink<Item> {
  /** Items that are stored and not delivered yet. */
  readonly size: number;
  /** How long the first of them has waited, including times when no process had the outbox open; 0 when none waits. */
  readonly oldestAgeSeconds: number;
  /** Bytes on disk, including delivered items in files that are not removed yet. */
  readonly bytes: number;
  /** Items that were refused since the outbox was opened. */
  readonly dropped: number;
  /** Items that the sink has taken since the outbox was opened. */
  readonly delivered: number;
  /** Items that could not be read since the outbox was opened, as far as they can be counted. */
  readonly damaged: number;
  /** Stores an item. Never rejects. An item whose answer is not `ok` is not stored and will not be delivered. */
  write(item: Item): Promise<WriteResult>;
  /**
   * Goes on delivering for a limited time while the sink takes items, then closes the sink and the folder. What is left stays on
   * disk. Rejects if the sink's `close()` does, after everything else is closed.
   */
  close(): Promise<void>;
}
