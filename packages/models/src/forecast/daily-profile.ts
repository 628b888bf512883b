/** Parts of a day. */
export const slots = 96;
const day = 86_400_000;
const slotLength = day / slots;
const fewestDays = 2;
/** A slot's mean follows as if it had seen at most this many days. */
const rememberedDays = 7;
/** A value counts as at most this many standard deviations away from its slot's mean. */
const farthest = 3;

/** State of a {@link DailyProfile}, plain data. */
export interface DailyProfileState {
  /** Per slot of 15 minutes a mean for each feature, in the feature's unit. */
  readonly means: Float32Array;
  /** Per slot, how many days it has seen. */
  readonly days: Float32Array;
  /** Milliseconds that all rows stand for. */
  readonly seen: number;
}

/**
 * What each feature is at each time of the day: robust running means of 15 minutes (UTC). It knows something once it
 * has seen two days and every quarter of an hour. Keyed by wall clock, since a wrong phase is worse than no season.
 */
export class DailyProfile {
  readonly #features: number;
  readonly #means: Float32Array;
  readonly #days: Float32Array;
  #seen: number;
  #empty: number;

  constructor(features: number, from?: DailyProfileState) {
    this.#features = features;
    this.#means = from?.means.slice() ?? new Float32Array(slots * features).fill(Number.NaN);
    this.#days = from?.days.slice() ?? new Float32Array(slots);
    this.#seen = from?.seen ?? 0;
    this.#empty = this.#days.reduce((count, days) => count + (days === 0 ? 1 : 0), 0);
  }

  /** Takes a row in. `interval`: milliseconds that it stands for; `deviations`: of each feature, in its unit. */
  learn(time: number, row: ArrayLike<number>, interval: number, deviations: Float64Array): void {
    this.#seen += interval;
    // A row that stands for more than a slot is the value of all of them.
    const covered = Math.min(slots, Math.max(1, Math.round(interval / slotLength)));
    const first = Math.floor(timeOfDay(time) / slotLength);
    for (let i = 0; i < covered; i++) {
      this.#learnSlot((first + i) % slots, row, Math.min(1, interval / slotLength), deviations);
    }
  }

  get isKnown(): boolean {
    return this.#empty === 0 && this.#seen >= fewestDays * day;
  }

  /** Writes what each feature is at that time of the day; `NaN` where that was always missing. */
  at(time: number, out: Float64Array): void {
    const start = Math.floor(timeOfDay(time) / slotLength) * this.#features;
    for (let j = 0; j < this.#features; j++) out[j] = this.#means[start + j];
  }

  #learnSlot(slot: number, row: ArrayLike<number>, days: number, deviations: Float64Array): void {
    if (this.#days[slot] === 0) this.#empty--;
    this.#days[slot] = Math.min(rememberedDays, this.#days[slot] + days);
    const step = days / this.#days[slot];
    const start = slot * this.#features;
    for (let j = 0; j < this.#features; j++) {
      if (Number.isNaN(row[j])) continue;
      const mean = this.#means[start + j];
      const most = farthest * deviations[j];
      this.#means[start + j] = Number.isNaN(mean)
        ? row[j]
        : mean + step * Math.min(most, Math.max(-most, row[j] - mean));
    }
  }

  state(): DailyProfileState {
    return { means: this.#means.slice(), days: this.#days.slice(), seen: this.#seen };
  }
}

/** Milliseconds since midnight, UTC; also before 1970. */
function timeOfDay(time: number): number {
  return ((time % day) + day) % day;
}
