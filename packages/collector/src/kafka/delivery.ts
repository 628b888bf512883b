import type { SampleBatch } from './batch.js';

/** How it ended: the reader has processed it, or it was called back. */
export type DeliveryEnd = 'processed' | 'called back';

/** A batch on its way from the client to the reader and, once it is processed, back. */
export class Delivery {
  readonly batch: SampleBatch;
  /** Resolves when it has ended, never rejects. */
  readonly ended: Promise<DeliveryEnd>;
  /** Whether the reader has it. */
  isTaken = false;
  /** Whether the reader has used up the time it had to finish it. */
  isLate = false;
  /** Whether the reader was told that it is stale, and may have put it aside: it has to be read again, whoever reads then. */
  wasToldStale = false;
  #end: DeliveryEnd | undefined;
  #resolve: (end: DeliveryEnd) => void = () => {};

  constructor(batch: SampleBatch) {
    this.batch = batch;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get wasCalledBack(): boolean {
    return this.#end === 'called back';
  }

  /** Only the first call counts. */
  end(end: DeliveryEnd): void {
    this.#end ??= end;
    this.#resolve(this.#end);
  }
}
