import { number, object, orNull, size } from '../shape.js';

/** State of a {@link SampleClock}. */
export type ClockSnapshot = { readonly time: number; readonly last: number | null; readonly step: number };
export const clockShape = object<ClockSnapshot>({ time: number, last: orNull(number), step: size });

// The usual step follows the steps seen by a tenth each time: a pause does not move it, a new interval is learned in some 30 samples.
const stepGain = 1.1;
// More than this many usual steps at once were a pause, in which nothing could have alarmed.
const longestStep = 3;

/** Time as samples tell it: never runs backwards, and knows how much of it was covered by samples. All in ms. */
export class SampleClock {
  #time: number;
  #last: number | null;
  #step: number;

  constructor({ time, last, step }: ClockSnapshot = { time: 0, last: null, step: 0 }) {
    this.#time = time;
    this.#last = last;
    this.#step = step;
  }

  /** Since the first sample. */
  get time(): number {
    return this.#time;
  }

  /** Usual time between two samples; 0 before the second. */
  get step(): number {
    return this.#step;
  }

  /** Goes on to the sample at `timestamp`. @returns the time that it covers, which leaves out pauses. */
  advance(timestamp: number): number {
    const elapsed = this.#last === null ? 0 : timestamp - this.#last;
    this.#last = Number.isFinite(timestamp) ? timestamp : this.#last;
    // The clock was set back, or is not a number: the sample came one step later all the same.
    if (!(elapsed > 0)) {
      this.#time += this.#step;
      return this.#step;
    }
    this.#time += elapsed;
    if (this.#step === 0) this.#step = elapsed;
    else if (elapsed > this.#step) this.#step = Math.min(elapsed, this.#step * stepGain);
    else this.#step = Math.max(elapsed, this.#step / stepGain);
    return Math.min(elapsed, longestStep * this.#step);
  }

  snapshot(): ClockSnapshot {
    return { time: this.#time, last: this.#last, step: this.#step };
  }
}
