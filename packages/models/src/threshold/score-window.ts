import { lowerBound } from './conformal-rank.js';

/** The last scores, both in order of arrival and ascending. Cost of a push: O(log n) and two short memory moves. */
export class ScoreWindow {
  readonly #arrivals: Float64Array;
  readonly #sorted: Float64Array;
  #length = 0;
  #oldest = 0;

  constructor(capacity: number) {
    this.#arrivals = new Float64Array(capacity);
    this.#sorted = new Float64Array(capacity);
  }

  /** The scores, ascending; valid until the next push. */
  get sorted(): Float64Array {
    return this.#sorted.subarray(0, this.#length);
  }

  get length(): number {
    return this.#length;
  }

  /** Takes a score in and, when full, the oldest out. */
  push(score: number): void {
    const capacity = this.#arrivals.length;
    if (this.#length === capacity) this.#remove(this.#arrivals[this.#oldest]);
    this.#arrivals[this.#oldest] = score;
    this.#oldest = (this.#oldest + 1) % capacity;
    const place = lowerBound(this.#sorted, this.#length, score);
    this.#sorted.copyWithin(place + 1, place, this.#length);
    this.#sorted[place] = score;
    this.#length++;
  }

  /** The scores, oldest first. */
  arrivals(): number[] {
    const start = this.#length === this.#arrivals.length ? this.#oldest : 0;
    return Array.from(
      { length: this.#length },
      (_, i) => this.#arrivals[(start + i) % this.#arrivals.length],
    );
  }

  #remove(score: number): void {
    const place = lowerBound(this.#sorted, this.#length, score);
    this.#sorted.copyWithin(place, place + 1, this.#length);
    this.#length--;
  }
}
