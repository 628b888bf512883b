import type { Delivery } from './delivery.js';

/** Joins the client, which pushes, to the reader, which pulls: holds one delivery at a time. */
export class Exchange {
  #delivery: Delivery | undefined;
  #wake: (() => void) | undefined;
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  offer(delivery: Delivery): void {
    this.#delivery = delivery;
    this.#wake?.();
  }

  /** Takes the current delivery back, even when the reader already has it. */
  recall(): void {
    this.#delivery?.end('recalled');
  }

  /** Hands out no more deliveries. The reader keeps one that it already has. */
  close(): void {
    this.#isClosed = true;
    if (!this.#delivery?.isTaken) this.recall();
    this.#wake?.();
  }

  /** Waits for the next delivery; undefined when closed. */
  async take(): Promise<Delivery | undefined> {
    while (!this.#isClosed) {
      const delivery = this.#delivery;
      if (delivery && !delivery.isTaken && !delivery.wasRecalled) {
        delivery.isTaken = true;
        return delivery;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return undefined;
  }
}
