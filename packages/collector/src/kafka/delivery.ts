import type { SampleBatch } from './batch.js';

/** The reader has processed it, or it was taken back from the reader. */
export type DeliveryEnd = 'processed' | 'recalled';

/** A batch that the Kafka client hands over to the reader, and what became of it. */
export class Delivery {
  readonly batch: SampleBatch;
  /** Resolves when the delivery has ended, never rejects. */
  readonly ended: Promise<DeliveryEnd>;
  /** Whether the reader has it. */
  isTaken = false;
  /** Whether the reader has used up the time that a rebalance leaves it. */
  isLate = false;
  /** Whether `isStale()` has ever said so: the reader may have skipped the batch then, so it must be read again. */
  wasToldStale = false;
  #end: DeliveryEnd | undefined;
  #resolve: (end: DeliveryEnd) => void = () => {};

  constructor(batch: SampleBatch) {
    this.batch = batch;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get wasRecalled(): boolean {
    return this.#end === 'recalled';
  }

  /** Only the first call counts. */
  end(end: DeliveryEnd): void {
    this.#end ??= end;
    this.#resolve(this.#end);
  }
}
