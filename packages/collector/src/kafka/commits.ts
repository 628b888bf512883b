import type { KafkaOffset } from './port.js';

/** Commits offsets to the group. */
type Send = (offsets: KafkaOffset[]) => Promise<void>;

/** Offsets that were processed and are not committed yet. */
export class Commits {
  readonly #topic: string;
  readonly #isManual: boolean;
  readonly #pending = new Map<number, number>();
  #sending: Promise<void> = Promise.resolve();

  /** With `isManual`, the reader commits by itself and nothing is ever pending here. */
  constructor(topic: string, isManual: boolean) {
    this.#topic = topic;
    this.#isManual = isManual;
  }

  /** Everything before `nextOffset` is processed. */
  note(partition: number, nextOffset: number): void {
    if (!this.#isManual) this.#pending.set(partition, nextOffset);
  }

  /** Other members have the partitions now: what is not committed will be read again. */
  forget(): void {
    this.#pending.clear();
  }

  /**
   * Commits what is pending, after any commit that is still running. Never rejects: what could not be committed stays pending,
   * unless it was forgotten or replaced meanwhile.
   */
  flush(send: Send): Promise<void> {
    this.#sending = this.#sending.then(() => this.#send(send));
    return this.#sending;
  }

  async #send(send: Send): Promise<void> {
    const sent = [...this.#pending];
    if (sent.length === 0) return;
    try {
      await send(
        sent.map(([partition, offset]) => ({ topic: this.#topic, partition, offset: String(offset) })),
      );
    } catch {
      // The client has retried already. The group has changed or the broker is down, and both are noticed elsewhere.
      return;
    }
    for (const [partition, offset] of sent) {
      if (this.#pending.get(partition) === offset) this.#pending.delete(partition);
    }
  }
}
