import type { Delivery } from './delivery.js';

/** Where the client, which pushes, and the reader, which pulls, meet: one delivery at a time, and none in stock. */
export class Exchange {
  #delivery: Delivery | undefined;
  #wake: (() => void) | undefined;
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Puts a delivery where the reader finds it. */
  offer(delivery: Delivery): void {
    this.#delivery = delivery;
    this.#wake?.();
  }

  /** Calls back what is on its way, also from the reader. */
  callBack(): void {
    this.#delivery?.end('called back');
  }

  /** No delivery is handed out any more. One that the reader has stays with it. */
  close(): void {
    this.#isClosed = true;
    if (!this.#delivery?.isTaken) this.callBack();
    this.#wake?.();
  }

  /** The next delivery, as soon as there is one; undefined when closed. */
  async take(): Promise<Delivery | undefined> {
    while (!this.#isClosed) {
      const delivery = this.#delivery;
      if (delivery && !delivery.isTaken && !delivery.wasCalledBack) {
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
