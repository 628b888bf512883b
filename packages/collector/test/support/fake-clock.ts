import type { Clock } from '../../src/clock.js';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Virtual time: when everybody sleeps, it moves to the moment at which the first one wakes. */
export class FakeClock implements Clock {
  #monotonic = 0;
  #offset: number;
  #sleepers: Sleeper[] = [];
  #steps: { at: number; by: number }[] = [];

  constructor(wallTime: number) {
    this.#offset = wallTime;
  }

  now(): number {
    return this.#offset + this.#monotonic;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  /** The number of timers that are pending. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const wake = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { until: this.#monotonic + milliseconds, wake };
      this.#sleepers.push(sleeper);
      signal.addEventListener('abort', wake);
      setImmediate(() => this.#wakeFirst());
    });
  }

  /** Time passes while somebody is busy. */
  spend(milliseconds: number): void {
    this.#passTo(this.#monotonic + milliseconds);
  }

  /** Sets the wall clock forward (or back, when negative) once `delay` milliseconds have passed. */
  stepWallClock(by: number, delay = 0): void {
    this.#steps.push({ at: this.#monotonic + delay, by });
    this.#passTo(this.#monotonic);
  }

  #wakeFirst(): void {
    if (this.#sleepers.length === 0) return;
    const first = this.#sleepers.reduce((a, b) => (b.until < a.until ? b : a));
    this.#passTo(Math.max(this.#monotonic, first.until));
    first.wake();
  }

  #passTo(monotonic: number): void {
    this.#monotonic = monotonic;
    for (const step of this.#steps) if (step.at <= monotonic) this.#offset += step.by;
    this.#steps = this.#steps.filter((step) => step.at > monotonic);
  }
}
