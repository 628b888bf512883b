import { number, object, size } from '../shape.js';

/** State between two values. */
export type PageHinkleySnapshot = {
  readonly count: number;
  readonly mean: number;
  /** How far the values have risen above their mean, and fallen below it, more than is tolerated. */
  readonly up: number;
  readonly down: number;
};

export const pageHinkleyShape = object<PageHinkleySnapshot>({
  count: size,
  mean: number,
  up: size,
  down: size,
});

/** Options of {@link PageHinkley}, in the unit of the values. */
interface PageHinkleyOptions {
  /** Deviation from the mean that is tolerated; a lasting change by less than that is never found. */
  readonly tolerance: number;
  /** Sum of what goes beyond it that makes a change. */
  readonly threshold: number;
}

/** The state before the first value. */
export const untested: PageHinkleySnapshot = { count: 0, mean: 0, up: 0, down: 0 };

/**
 * The Page-Hinkley test: whether the mean of a stream has changed, in either direction (Page, "Continuous inspection schemes",
 * Biometrika 41, 1954). Constant time and memory.
 */
export class PageHinkley {
  readonly #tolerance: number;
  readonly #threshold: number;
  #count: number;
  #mean: number;
  #up: number;
  #down: number;

  constructor(options: PageHinkleyOptions, from: PageHinkleySnapshot = untested) {
    this.#tolerance = options.tolerance;
    this.#threshold = options.threshold;
    this.#count = from.count;
    this.#mean = from.mean;
    this.#up = from.up;
    this.#down = from.down;
  }

  /** Takes one finite value; true from the value on that shows the change. */
  observe(value: number): boolean {
    this.#count++;
    this.#mean += (value - this.#mean) / this.#count;
    const deviation = value - this.#mean;
    this.#up = Math.max(0, this.#up + deviation - this.#tolerance);
    this.#down = Math.max(0, this.#down - deviation - this.#tolerance);
    return Math.max(this.#up, this.#down) > this.#threshold;
  }

  snapshot(): PageHinkleySnapshot {
    return { count: this.#count, mean: this.#mean, up: this.#up, down: this.#down };
  }
}
