import { ModelError } from '../errors.js';
import { integerOption } from '../options.js';
import type { DetectorState } from '../verdict.js';

/** Options of {@link Hysteresis}: an anomaly is confirmed by `above` unusual samples among the last `of`. */
export interface HysteresisOptions {
  /** @default 2 */
  readonly above?: number;
  /** At most 32. @default 3 */
  readonly of?: number;
}

/** State between two samples. */
export interface HysteresisSnapshot {
  /** One bit per recent sample, the newest lowest: whether it was unusual. */
  readonly recent: number;
  readonly firing: boolean;
}

/**
 * Turns single decisions into a steady state: fires when `above` of the last `of` samples were unusual, and ends when none of the
 * last `of` was. Samples without data change nothing, so that silence never ends an anomaly.
 */
export class Hysteresis {
  readonly #above: number;
  readonly #mask: number;
  #recent: number;
  #firing: boolean;

  /** @throws ModelError `INVALID_OPTION` */
  constructor(
    { above = 2, of = 3 }: HysteresisOptions = {},
    from: HysteresisSnapshot = { recent: 0, firing: false },
  ) {
    integerOption('confirm.of', of, { min: 1, max: 32 });
    this.#above = integerOption('confirm.above', above, { min: 1, max: of });
    // Bits above `of` fall off; a shift by 32 would be a shift by none.
    this.#mask = of === 32 ? 0xffffffff : (1 << of) - 1;
    if (!Number.isInteger(from.recent)) {
      throw new ModelError('INVALID_OPTION', `recent must be an integer; got ${String(from.recent)}`);
    }
    this.#recent = from.recent & this.#mask;
    this.#firing = from.firing;
  }

  get isFiring(): boolean {
    return this.#firing;
  }

  observe(isAbove: boolean): Exclude<DetectorState, 'warming' | 'no_data'> {
    this.#recent = ((this.#recent << 1) | (isAbove ? 1 : 0)) & this.#mask;
    if (this.#recent === 0) this.#firing = false;
    else if (countBits(this.#recent) >= this.#above) this.#firing = true;
    if (this.#firing) return isAbove ? 'firing' : 'resolving';
    return isAbove ? 'pending' : 'normal';
  }

  snapshot(): HysteresisSnapshot {
    return { recent: this.#recent, firing: this.#firing };
  }
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
