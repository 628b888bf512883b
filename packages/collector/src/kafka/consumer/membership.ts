import type { Clock } from '../../clock.js';

/** The time from one joining of the group to the next, during which this member keeps the same partitions. */
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

  /** The group has answered a heartbeat. */
  touch(): void {
    this.#lastContact = this.#clock.monotonic();
  }

  end(): void {
    this.#hasEnded = true;
  }

  /** Whether another member may have the partitions: also when this process was too busy to send heartbeats. */
  get isOver(): boolean {
    return this.#hasEnded || this.#clock.monotonic() - this.#lastContact > this.#sessionTimeout;
  }
}
