/** State of a {@link SampleClock}. */
export type ClockSnapshot = { readonly last: number | null; readonly step: number | null };

// The usual step follows the steps seen by a tenth each time: a pause does not move it, a new interval is learned in some 30 samples.
const stepGain = 1.1;
// More than this many usual steps at once were a pause, in which nothing could have alarmed.
const longestStep = 3;

/** How much time samples cover: the time between them, without pauses and clock jumps. */
export class SampleClock {
  #last: number | null;
  #step: number | null;

  constructor({ last, step }: ClockSnapshot = { last: null, step: null }) {
    this.#last = last;
    this.#step = step;
  }

  /** Usual time between two samples in ms; 0 before the second. */
  get step(): number {
    return this.#step ?? 0;
  }

  /** Time in ms that the sample at `timestamp` covers. */
  advance(timestamp: number): number {
    const elapsed = this.#last === null ? 0 : timestamp - this.#last;
    this.#last = timestamp;
    if (!(elapsed > 0)) return this.step;
    if (this.#step === null) this.#step = elapsed;
    else if (elapsed > this.#step) this.#step = Math.min(elapsed, this.#step * stepGain);
    else this.#step = Math.max(elapsed, this.#step / stepGain);
    return Math.min(elapsed, longestStep * this.#step);
  }

  snapshot(): ClockSnapshot {
    return { last: this.#last, step: this.#step };
  }
}
