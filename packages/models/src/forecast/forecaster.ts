import { quantile, sortedFinite } from '../quantile.js';
import { strayRows } from '../trim-baseline.js';
import { type CounterMemory, CounterRates, findCounters } from './counters.js';
import { DailyProfile, type DailyProfileState } from './daily-profile.js';
import { type FeatureRule, smallestRange } from './feature-rules.js';
import { atInterval, fitForecast, typicalInterval } from './fit-forecast.js';
import { type ForecastMemory, ForecastStream } from './forecast-stream.js';
import { History, type HistoryState, type TimedRows } from './history.js';
import type { ForecastState } from './state.js';
import { type SurpriseMemory, SurpriseScore } from './surprise-score.js';

/** Rows until the first fit; then it is done again at each doubling. */
export const firstFit = 10;
/** Up to here single bursts are not learned from. */
const shortHistory = 400;
/** So many rows in a row tell their interval. */
export const steadySteps = 6;
const otherInterval = 2.5;
/** The doublings end here unless told otherwise: learning for ever would learn the anomalies too. */
const usualLearningRows = 5000;
/** Of history that is given beforehand, so many rows are used at most. */
export const longestHistory = 60_000;
/** Rows that score more than this many times the median of their block are not learned from. */
const unusual = 4;
/** This share of the rows is scored by what was learned from those before, to see how scores of new rows lie. */
const heldOut = 0.3;

/** A row's score and what was expected of it. Arrays are valid until the next row. */
export interface ForecastStep {
  /** About 3 when usual, larger when not; `NaN` while too little is known, and when the whole row is missing. */
  readonly score: number;
  /** The row that was looked at: counters as rates per second. */
  readonly observed: ArrayLike<number>;
  readonly contributions: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** The score without what rows before have left in it. */
  readonly instant: number;
}

/** Scores of rows that were learned from, as they would have been had they been new. */
export interface CalibrationScores {
  readonly times: Float64Array;
  readonly scores: Float64Array;
}

/** State of a {@link Forecaster}: plain data. */
export interface ForecasterState {
  readonly history: HistoryState | null;
  readonly nextFit: number;
  readonly blockScores: Float32Array;
  readonly times: Float64Array;
  readonly counters: CounterMemory | null;
  readonly profile: DailyProfileState;
  readonly forecast: ForecastState | null;
  readonly stream: ForecastMemory | null;
  readonly surprise: SurpriseMemory | null;
}

/**
 * Learns one host's features while it scores them. It begins after 10 rows, learns again at each doubling, leaving out what was
 * unusual, and stops learning at 5,000, or at `learningRows`; from then on only levels and the daily profile go on. Until then it
 * keeps the rows.
 */
export class Forecaster {
  readonly #rules: readonly FeatureRule[];
  readonly #learningRows: number;
  #profile: DailyProfile;
  #history: History | undefined;
  #nextFit: number;
  readonly #nothing: Omit<ForecastStep, 'observed'>;
  /** Times of the last rows. */
  readonly #times: number[];
  #blockScores: number[];
  /** There are none on most hosts. */
  #counters: CounterRates | undefined;
  #forecast: ForecastState | undefined;
  #stream: ForecastStream | undefined;
  #surprise: SurpriseScore | undefined;

  constructor(rules: readonly FeatureRule[], from?: ForecasterState, learningRows = usualLearningRows) {
    const features = rules.length;
    this.#rules = rules;
    this.#learningRows = learningRows;
    this.#profile = new DailyProfile(features, from?.profile);
    this.#history = from?.history === null ? undefined : new History(features, longestHistory, from?.history);
    this.#nextFit = from?.nextFit ?? firstFit;
    this.#blockScores = [...(from?.blockScores ?? [])];
    this.#times = [...(from?.times ?? [])];
    if (from?.counters) this.#counters = new CounterRates(from.counters.isCounter, from.counters);
    const unknown = new Float64Array(features).fill(Number.NaN);
    this.#nothing = {
      score: Number.NaN,
      contributions: new Float64Array(features),
      low: unknown,
      high: unknown,
      instant: Number.NaN,
    };
    if (from?.forecast) {
      this.#forecast = from.forecast;
      this.#stream = new ForecastStream(from.forecast, this.#profile, rules, from.stream ?? undefined);
      this.#surprise = new SurpriseScore(features, from.forecast.interval, from.surprise ?? undefined);
    }
  }

  /** Takes a row of history in; it counts as normal. */
  learn(time: number, row: ArrayLike<number>): void {
    this.#history ??= new History(this.#rules.length, longestHistory);
    this.#history.push(time, row);
  }

  /** Learns again when it is due; gives back how the rows that it learned from score now. */
  refit(): CalibrationScores | undefined {
    const history = this.#history;
    if (!history || history.length < this.#nextFit) return undefined;
    this.#leaveOutUnusual(history);
    const { times } = history;
    const values = this.#withoutBursts(history, this.#comparable(history));
    const known = Math.floor((1 - heldOut) * times.length);
    const earlier = fitForecast(this.#usableRows(history, values, known), this.#rules, this.#profile);
    const outOfSample = this.#run(earlier, { times, values }, Math.floor(known / 2)).scores;
    this.#profile = this.#profileOf({ times, values }, earlier);
    this.#forecast = fitForecast(this.#usableRows(history, values, times.length), this.#rules, this.#profile);
    const { stream, surprise, scores } = this.#run(this.#forecast, { times, values }, 0);
    scores.set(outOfSample.subarray(known - Math.floor(known / 2)), known);
    this.#stream = stream;
    this.#surprise = surprise;
    this.#nextFit = 2 * history.length;
    const calibration = { times: times.slice(), scores };
    if (this.#nextFit > this.#learningRows) this.#history = undefined;
    return calibration;
  }

  /**
   * Scores the next row, then learns from it unless `isLearned` is false. `agreement`: of other views, as for
   * {@link SurpriseScore.push}.
   */
  push(time: number, raw: ArrayLike<number>, agreement: number, isLearned: boolean): ForecastStep {
    this.#followInterval(time);
    const row = this.#counters?.next(time, raw) ?? raw;
    if (!this.#forecast || !this.#stream || !this.#surprise) {
      if (isLearned) this.learn(time, raw);
      return { ...this.#nothing, observed: row };
    }
    const surprise = this.#stream.push(time, row, isLearned);
    const surprises = isLearned ? this.#surprise : this.#surprise.copy();
    const score = Number.isNaN(surprise)
      ? Number.NaN
      : surprises.push(surprise, this.#stream.contributions, agreement);
    if (isLearned) {
      this.#profile.learn(time, row, this.#forecast.interval, this.#forecast.deviations);
      this.#history?.push(time, raw);
      if (this.#history) this.#blockScores.push(score);
    }
    const { low, high } = this.#stream;
    const { contributions, instant } = surprises;
    return { score, observed: row, contributions, low, high, instant };
  }

  /** Whether a feature is taken for a counter, whose rate per second is looked at in its place. */
  isCounter(feature: number): boolean {
    return this.#counters?.isCounter(feature) ?? false;
  }

  /**
   * When rows come at another interval, what follows from one row to the next is unknown again; levels are kept.
   */
  #followInterval(time: number): void {
    const step = time - (this.#times.at(-1) ?? Number.NaN);
    this.#times.push(time);
    if (this.#times.length > steadySteps) this.#times.shift();
    const forecast = this.#forecast;
    if (!forecast || !isOther(step, forecast.interval) || this.#times.length < steadySteps) return;
    const interval = typicalInterval(Float64Array.from(this.#times));
    if (!isOther(interval, forecast.interval)) return;
    this.#forecast = atInterval(forecast, interval);
    this.#stream = new ForecastStream(this.#forecast, this.#profile, this.#rules, this.#stream?.memory());
    this.#surprise = new SurpriseScore(this.#rules.length, interval);
    this.#history = new History(this.#rules.length, longestHistory);
    this.#blockScores = [];
    this.#nextFit = firstFit;
  }

  state(): ForecasterState {
    return {
      history: this.#history?.state() ?? null,
      nextFit: this.#nextFit,
      blockScores: Float32Array.from(this.#blockScores),
      times: Float64Array.from(this.#times),
      counters: this.#counters?.memory() ?? null,
      profile: this.#profile.state(),
      forecast: this.#forecast ?? null,
      stream: this.#stream?.memory() ?? null,
      surprise: this.#surprise?.memory() ?? null,
    };
  }

  /** The rows with rates in place of counters, which are looked for anew each time. */
  #comparable(history: History): Float64Array {
    const isCounter = findCounters(
      history,
      this.#rules.map(({ fullScale }) => fullScale !== undefined),
      (feature) => this.isCounter(feature),
    );
    // What was learned of a feature in one unit says nothing about the other.
    if (isCounter.some((is, j) => is !== this.isCounter(j))) {
      this.#profile = new DailyProfile(this.#rules.length);
    }
    this.#counters = isCounter.includes(true) ? new CounterRates(isCounter) : undefined;
    return this.#counters?.convert(history) ?? history.values;
  }

  /** Rows to learn from: those that were left out count as missing. */
  #usableRows({ times, isLeftOut, features }: History, values: Float64Array, rows: number): TimedRows {
    const usable = values.slice(0, rows * features);
    for (let i = 0; i < rows; i++) if (isLeftOut[i] === 1) leaveOut(usable, i, features);
    return { times: times.subarray(0, rows), values: usable };
  }

  /** The rest of a long history outweighs a burst in it; in a short one it would be half of what is known. */
  #withoutBursts({ length, features }: History, values: Float64Array): Float64Array {
    if (length > shortHistory) return values;
    const kept = values.slice();
    for (const i of strayRows(values, this.#rules.map(smallestRange))) leaveOut(kept, i, features);
    return kept;
  }

  #leaveOutUnusual(history: History): void {
    const most = unusual * quantile(sortedFinite(this.#blockScores), 0.5);
    const start = history.length - this.#blockScores.length;
    this.#blockScores.forEach((score, i) => {
      if (score > most) history.leaveOut(start + i);
    });
    this.#blockScores = [];
  }

  #profileOf({ times, values }: TimedRows, { interval, deviations }: ForecastState): DailyProfile {
    const features = this.#rules.length;
    const profile = new DailyProfile(features);
    for (let i = 0; i < times.length; i++) {
      profile.learn(times[i], values.subarray(i * features, (i + 1) * features), interval, deviations);
    }
    return profile;
  }

  /** Scores the rows from `first` on, as if they came now. */
  #run(state: ForecastState, { times, values }: TimedRows, first: number) {
    const features = this.#rules.length;
    const stream = new ForecastStream(state, this.#profile, this.#rules);
    const surprise = new SurpriseScore(features, state.interval);
    const scores = Float64Array.from(times.subarray(first), (time, i) => {
      const start = (first + i) * features;
      const value = stream.push(time, values.subarray(start, start + features));
      return Number.isNaN(value) ? Number.NaN : surprise.push(value, stream.contributions);
    });
    return { stream, surprise, scores };
  }
}

function isOther(interval: number, than: number): boolean {
  return interval > otherInterval * than || (interval > 0 && interval * otherInterval < than);
}

function leaveOut(values: Float64Array, row: number, features: number): void {
  values.fill(Number.NaN, row * features, (row + 1) * features);
}
