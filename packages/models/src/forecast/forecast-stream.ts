import { forecast, lags } from './autoregression.js';
import type { DailyProfile } from './daily-profile.js';
import { effect, type FeatureRule } from './feature-rules.js';
import type { ForecastState } from './forecast-state.js';

/** No value counts as more standard deviations than this. */
export const farthest = 20;
const displacementWeight = 0.5;
/** The level follows with a half-life of 7.2 hours, or of this many rows where that is shorter. */
const levelDays = 0.3;
const mostLevelRows = 500;
const levelStepLimit = 3;
const day = 86_400_000;
/** Rows that lie further apart than this many intervals have nothing to do with each other. */
const longestGap = 5;
/** A jump of six residuals to within two deviations of what is usual at that time of day is not a surprise: a nightly job. */
const regularJump = 6;
const regularDistance = 2;
/** 99 % of a normal distribution lie within this many standard deviations. */
const expectedWidth = 2.576;

/** What a stream remembers between two rows. */
export interface ForecastMemory {
  readonly past: Float64Array;
  readonly drift: Float64Array;
  readonly last: number | null;
}

/**
 * Compares each row with what was expected of it, in two ways: with a forecast from the rows before (surprise at what is new), and
 * with its level, which depends on the time of day and slowly drifts (surprise at what lasts).
 *
 * Source: the residual and displacement terms of a ridge autoregression; figures in docs/scoreboard.md. Cost: 0.6 us with 5 features,
 * 7 us with 38.
 */
export class ForecastStream {
  /** What each feature adds to the last surprise. */
  readonly contributions: Float64Array;
  /** Where each feature was expected in the last row, in its unit. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly #state: ForecastState;
  readonly #profile: DailyProfile;
  readonly #rules: readonly FeatureRule[];
  readonly #past: Float64Array;
  readonly #drift: Float64Array;
  readonly #forecast: Float64Array;
  readonly #season: Float64Array;
  /** Squares of how far each feature is from its forecast and from its level, in usual sizes; 0 where it is missing. */
  readonly #residual: Float64Array;
  readonly #displacement: Float64Array;
  readonly #levelStep: number;
  #last: number | null;

  constructor(
    state: ForecastState,
    profile: DailyProfile,
    rules: readonly FeatureRule[],
    from?: ForecastMemory,
  ) {
    const features = state.means.length;
    this.#state = state;
    this.#profile = profile;
    this.#rules = rules;
    this.#past = from?.past.slice() ?? new Float64Array(lags * features);
    this.#drift = from?.drift.slice() ?? new Float64Array(features);
    this.#last = from?.last ?? null;
    this.contributions = new Float64Array(features);
    this.low = new Float64Array(features);
    this.high = new Float64Array(features);
    this.#forecast = new Float64Array(features);
    this.#season = new Float64Array(features);
    this.#residual = new Float64Array(features);
    this.#displacement = new Float64Array(features);
    this.#levelStep = 1 - 2 ** (-1 / Math.min(mostLevelRows, (levelDays * day) / state.interval));
  }

  /** The surprise at the next row: about 1 when it is as usual, `NaN` when all of it is missing. Levels follow where it is learned. */
  push(time: number, row: ArrayLike<number>, isLearned = true): number {
    const { autoregression, means, deviations, interval } = this.#state;
    const features = means.length;
    const elapsed = this.#last === null ? Number.POSITIVE_INFINITY : time - this.#last;
    const goesOn = elapsed > 0 && elapsed <= longestGap * interval;
    forecast(autoregression, this.#past, this.#forecast);
    const hasSeason = this.#profile.isKnown;
    if (hasSeason) this.#profile.at(time, this.#season);
    this.#past.copyWithin(features, 0, (lags - 1) * features);
    let present = 0;
    for (let j = 0; j < features; j++) {
      const z = (row[j] - means[j]) / deviations[j];
      const level = this.#levelOf(j, hasSeason);
      if (deviations[j] === 0 || Number.isNaN(z)) {
        this.#skip(j, level, goesOn);
        continue;
      }
      present++;
      const offset = this.#compare(j, z, level, goesOn, hasSeason);
      if (isLearned) this.#drift[j] += this.#levelStep * offset;
    }
    if (present === 0) {
      this.contributions.fill(0);
      return Number.NaN;
    }
    if (!goesOn) for (let k = features; k < this.#past.length; k++) this.#past[k] = this.#past[k - features];
    // What was not learned from is not a ground for the next forecast.
    this.#last = isLearned ? time : null;
    return this.#combine(present);
  }

  memory(): ForecastMemory {
    return { past: this.#past.slice(), drift: this.#drift.slice(), last: this.#last };
  }

  /** What the feature usually is: at this time of the day where that is known, and with its slow drift. */
  #levelOf(j: number, hasSeason: boolean): number {
    const { means, deviations, medians } = this.#state;
    const season = hasSeason ? (this.#season[j] - means[j]) / deviations[j] : medians[j];
    return (Number.isNaN(season) ? medians[j] : season) + this.#drift[j];
  }

  /** A missing value is taken for its forecast, and is not a surprise. */
  #skip(j: number, level: number, goesOn: boolean): void {
    this.#residual[j] = 0;
    this.#displacement[j] = 0;
    this.#past[j] = goesOn ? this.#forecast[j] : level;
    this.#expect(j, level, this.#state.displacementScale[j]);
  }

  /** Compares a value with its forecast and its level; returns how far the level is to follow, at most. */
  #compare(j: number, z: number, level: number, goesOn: boolean, hasSeason: boolean): number {
    const deviation = this.#state.deviations[j];
    const residualScale = this.#state.residualScale[j];
    const displacementScale = this.#state.displacementScale[j];
    const rule = this.#rules[j];
    const offset = z - level;
    const isRegularJump =
      hasSeason &&
      Math.abs(offset) < regularDistance * displacementScale &&
      Math.abs(z - this.#forecast[j]) > regularJump * residualScale;
    const isForecast = goesOn && !isRegularJump;
    const expected = isForecast ? this.#forecast[j] : level;
    const scale = isForecast ? residualScale : displacementScale;
    const residual = clip(effect((z - expected) * deviation, rule) / (deviation * scale), farthest);
    const displacement = clip(effect(offset * deviation, rule) / (deviation * displacementScale), farthest);
    this.#residual[j] = residual * residual;
    this.#displacement[j] = displacement * displacement;
    // People compare with the usual level; where the value is at it, it is the way there that counts.
    if (Math.abs(displacement) > expectedWidth) this.#expect(j, level, displacementScale);
    else this.#expect(j, expected, scale);
    this.#past[j] = clip(z, farthest);
    return clip(offset, levelStepLimit * displacementScale);
  }

  /** The surprise at a row: root mean squares over the features that are present, and each one's part in it. */
  #combine(present: number): number {
    const { usualSurprise } = this.#state;
    const residual = Math.sqrt(sum(this.#residual) / present);
    const displacement = Math.sqrt(sum(this.#displacement) / present);
    const a = residual > 0 ? 1 / (residual * present * usualSurprise) : 0;
    const b = displacement > 0 ? displacementWeight / (displacement * present * usualSurprise) : 0;
    for (let j = 0; j < this.contributions.length; j++) {
      this.contributions[j] = a * this.#residual[j] + b * this.#displacement[j];
    }
    return (residual + displacementWeight * displacement) / usualSurprise;
  }

  /** Never below zero, nor above the full scale, where no value ever was. */
  #expect(j: number, center: number, scale: number): void {
    const { means, deviations, lowest, highest } = this.#state;
    const { fullScale = Number.POSITIVE_INFINITY } = this.#rules[j];
    const least = lowest[j] >= 0 ? 0 : Number.NEGATIVE_INFINITY;
    const most = highest[j] <= fullScale ? fullScale : Number.POSITIVE_INFINITY;
    const low = means[j] + deviations[j] * (center - expectedWidth * scale);
    const high = means[j] + deviations[j] * (center + expectedWidth * scale);
    this.low[j] = Math.min(most, Math.max(least, low));
    this.high[j] = Math.min(most, Math.max(least, high));
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

function clip(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
