import { setTimeout as sleep } from 'node:timers/promises';
import type { Sink, Verdict, VerdictSink, WriteResult } from '@ad/exporters';

/** Longest that closing waits for a disk. */
const closeMilliseconds = 500;

/**
 * Prints each verdict once it is stored for Kafka, or once it is known that it cannot be: what somebody has read is not lost, however
 * suddenly this process ends.
 *
 * The storing holds back lines and nothing else. Were it waited for between two samples, a disk that is slow or stands still would cost
 * samples, just when something happens. What waits is bounded by the outbox, which takes no more than its limit.
 */
export class StoredFirst implements VerdictSink {
  readonly #store: Promise<Sink<Verdict> | undefined>;
  readonly #console: VerdictSink;
  #printed: Promise<unknown> = Promise.resolve();

  /** `store` may still be on its way; nothing is stored where it turns out to be nothing. Closing it is up to the caller. */
  constructor(store: Promise<Sink<Verdict> | undefined>, console: VerdictSink) {
    this.#store = store;
    this.#console = console;
  }

  write(verdict: Verdict): Promise<WriteResult> {
    const stored = this.#store.then((store) => store?.write(verdict));
    const printed = Promise.all([stored, this.#printed]).then(() => this.#console.write(verdict));
    this.#printed = printed;
    return printed;
  }

  async close(): Promise<void> {
    const given = new AbortController();
    const late = sleep(closeMilliseconds, undefined, { signal: given.signal }).catch(() => {});
    await Promise.race([this.#printed, late]);
    given.abort();
    await this.#console.close();
  }
}
