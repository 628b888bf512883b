import { number, object, orNull, size } from '../shape.js';

/** State of a {@link BudgetCorrection}: its value, the time of the last alert, and how many samples of it were counted. */
export type CorrectionSnapshot = {
  readonly value: number;
  readonly last: number | null;
  readonly counted: number;
};
export const correctionShape = object<CorrectionSnapshot>({
  value: number,
  last: orNull(number),
  counted: size,
});

/** What a {@link BudgetCorrection} steers by. */
interface CorrectionOptions {
  /** Events allowed per exposure. */
  readonly rate: number;
  /** At most this many samples of one alert count. */
  readonly perEpisode: number;
  /** An alert this far beyond the threshold, in ln(score), is an incident rather than noise, and is not counted. */
  readonly clearExcess: number;
}

const gain = 0.2;
const lowest = -1;
const highest = 1;

/**
 * Steers the alerts that really came towards the budget, where the future is not like the past: each raises the threshold by 0.2 of
 * ln(score), and the time in which one is allowed lowers it by as much. Held between -1 and 1, so that neither a calm month nor
 * a bad one is paid for for long.
 *
 * Source: the step of adaptive conformal inference (Gibbs and Candès 2021), taken on the threshold itself.
 */
export class BudgetCorrection {
  readonly #options: CorrectionOptions;
  #value: number;
  #last: number;
  #counted: number;

  constructor(options: CorrectionOptions, from?: CorrectionSnapshot) {
    this.#options = options;
    this.#value = from?.value ?? 0;
    this.#last = from?.last ?? Number.NEGATIVE_INFINITY;
    this.#counted = from?.counted ?? 0;
  }

  /** To be added to the threshold. */
  get value(): number {
    return this.#value;
  }

  /** @param excess how far beyond the threshold the score is; not positive: no alert. */
  observe(excess: number, time: number, exposure: number, gap: number): void {
    const { rate, perEpisode, clearExcess } = this.#options;
    let change = -rate * exposure;
    if (excess > 0) {
      if (time - this.#last > gap) this.#counted = 0;
      this.#last = time;
      const counts = this.#counted < perEpisode;
      this.#counted++;
      change = counts && excess <= clearExcess ? 1 : 0;
    }
    this.#value = Math.min(highest, Math.max(lowest, this.#value + gain * change));
  }

  snapshot(): CorrectionSnapshot {
    return {
      value: this.#value,
      last: Number.isFinite(this.#last) ? this.#last : null,
      counted: this.#counted,
    };
  }
}
