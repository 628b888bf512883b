import { number, object, orNull, size } from '../shape.js';

/** State of a {@link ShiftAdoption}: the lift, and the first and last time above the threshold as it is without it. */
export type ShiftSnapshot = { readonly lift: number; readonly since: number; readonly last: number | null };
export const shiftShape = object<ShiftSnapshot>({ lift: size, since: number, last: orNull(number) });

const adoptedSamples = 60;
const adoptedTime = 1_800_000;
const gain = 0.2;

/**
 * Takes for the new normal what has been above a threshold for half an hour, and for 60 samples: it is then lifted above the
 * scores, by 0.2 of ln(score) a sample, until they return. The lift falls at once when they do, so that nothing is missed afterwards.
 */
export class ShiftAdoption {
  #lift: number;
  #since: number;
  #last: number;

  constructor(from?: ShiftSnapshot) {
    this.#lift = from?.lift ?? 0;
    this.#since = from?.since ?? 0;
    this.#last = from?.last ?? Number.NEGATIVE_INFINITY;
  }

  /** To be added to the threshold. */
  get lift(): number {
    return this.#lift;
  }

  /** @param excess how far the score is above the threshold without the lift. */
  observe(excess: number, time: number, step: number, gap: number): void {
    const isOver = time - this.#last > gap;
    if (excess > 0) {
      if (isOver) this.#since = time;
      this.#last = time;
      const isAdopted = time - this.#since >= Math.max(adoptedTime, adoptedSamples * step);
      if (isAdopted && excess > this.#lift) this.#lift += gain;
    } else if (isOver) this.#lift = 0;
  }

  snapshot(): ShiftSnapshot {
    return {
      lift: this.#lift,
      since: this.#since,
      last: Number.isFinite(this.#last) ? this.#last : null,
    };
  }
}
