import type { Clock } from '../clock.js';

/** The time from one joining of the group to the next, in which this reader has the same partitions. */
export class Membership {
  readonly generation: number;
  readonly #clock: Clock;
  readonly #sessionTimeout: number;
  #lastContact: number;
  #hasEnded = false;

  constructor(generation: number, clock: Clock, sessionTimeout: number) {
    this.generation = generation;
    this.#clock = clock;
    this.#sessionTimeout = sessionTimeout;
    this.#lastContact = clock.monotonic();
  }

  /** The group has seen a sign of life. */
  touch(): void {
    this.#lastContact = this.#clock.monotonic();
  }

  end(): void {
    this.#hasEnded = true;
  }

  /** Whether the partitions may be somebody else's: also when this process was too busy to say that it is alive. */
  get isOver(): boolean {
    return this.#hasEnded || this.#clock.monotonic() - this.#lastContact > this.#sessionTimeout;
  }
}
