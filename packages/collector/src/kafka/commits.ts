import type { KafkaOffset } from './port.js';

/** Tells the group how far the reader has come. */
type Send = (offsets: KafkaOffset[]) => Promise<void>;

/** What was processed and is not committed yet. */
export class Commits {
  readonly #topic: string;
  readonly #isManual: boolean;
  readonly #pending = new Map<number, number>();
  #sending: Promise<void> = Promise.resolve();

  /** Nothing is ever pending where `isManual` says that the reader commits by itself. */
  constructor(topic: string, isManual: boolean) {
    this.#topic = topic;
    this.#isManual = isManual;
  }

  /** Everything before `nextOffset` is processed. */
  note(partition: number, nextOffset: number): void {
    if (!this.#isManual) this.#pending.set(partition, nextOffset);
  }

  /** The partitions are somebody else's: what is not committed will be read again. */
  forget(): void {
    this.#pending.clear();
  }

  /**
   * Commits what is pending, after a commit that is under way. Never rejects: what could not be committed is pending again,
   * unless it was forgotten or overtaken meanwhile.
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
      // The client has tried again already, so the group has changed or the broker is away, which both show elsewhere.
      return;
    }
    for (const [partition, offset] of sent) {
      if (this.#pending.get(partition) === offset) this.#pending.delete(partition);
    }
  }
}
