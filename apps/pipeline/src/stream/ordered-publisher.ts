import { setTimeout as sleep } from 'node:timers/promises';
import type { WriteResult } from '@ad/exporters';

/** Where verdicts go: says of each whether it has arrived. */
export interface Destination<Item> {
  write(item: Item): WriteResult | Promise<WriteResult>;
}

const [shortestPause, longestPause] = [200, 5000];

/**
 * Writes batches in their order, each until all of it has arrived: nothing that comes later overtakes what had to be repeated. One
 * batch is under way while the next is being made.
 */
export class OrderedPublisher<Item> {
  readonly #destination: Destination<Item>;
  readonly #signal: AbortSignal;
  readonly #onTrouble: (error: Error) => void;
  #underWay: Promise<void> = Promise.resolve();

  /** `onTrouble` hears of each attempt that failed; `signal` gives up. */
  constructor(destination: Destination<Item>, signal: AbortSignal, onTrouble: (error: Error) => void) {
    this.#destination = destination;
    this.#signal = signal;
    this.#onTrouble = onTrouble;
  }

  /** Resolves when everything has arrived that was published before; rejects once the signal has given up on it. */
  get settled(): Promise<void> {
    return this.#underWay;
  }

  /**
   * Takes a batch at once, and sends it as soon as those before have arrived, which is when this resolves: nobody gets further ahead
   * than that.
   */
  publish(items: readonly Item[]): Promise<void> {
    const before = this.#underWay;
    this.#underWay = before.then(() => this.#deliver(items));
    // Whoever publishes next, or waits for all, hears of it; that nobody does so just now is not an unhandled rejection.
    this.#underWay.catch(() => {});
    return before;
  }

  async #deliver(items: readonly Item[]): Promise<void> {
    let left = items;
    if (left.length === 0) return;
    for (let pause = shortestPause; ; pause = Math.min(longestPause, 2 * pause)) {
      const results = await Promise.all(left.map((item) => this.#destination.write(item)));
      const failed = results.find((result) => !result.ok);
      if (!failed || failed.ok) return;
      this.#onTrouble(failed.error);
      left = left.filter((_, i) => !results[i].ok);
      await sleep(pause, undefined, { signal: this.#signal });
    }
  }
}
