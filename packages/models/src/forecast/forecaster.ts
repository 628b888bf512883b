import { quantile, sortedFinite } from '../quantile.js';
import { type CounterMemory, CounterRates, findCounters } from './counters.js';
import { DailyProfile, type DailyProfileState } from './daily-profile.js';
import type { FeatureRule } from './feature-rules.js';
import { atInterval, typicalInterval } from './fit-forecast.js';
import type { ForecastState } from './forecast-state.js';
import { type ForecastMemory, ForecastStream } from './forecast-stream.js';
import { History, type HistoryState } from './history.js';
import { type Learned, learnHistory } from './learn-history.js';
import { type SurpriseMemory, SurpriseScore } from './surprise-score.js';

/** Rows until the first fit; then it is done again at each doubling. */
export const firstFit = 10;
/** How many rows it takes to tell their interval. */
export const steadySteps = 6;
const otherInterval = 2.5;
/** The doublings end here unless told otherwise: learning for ever would learn the anomalies too. */
const usualLearningRows = 5000;
/** At most this many rows of a history that is given beforehand are used. */
export const longestHistory = 60_000;
/** Rows that score more than this many times the median of their block are not learned from. */
const unusual = 4;

/** A row's score and what was expected of it. Its arrays are valid until the next row. */
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
 * Learns one host's features while it scores them. It begins after 10 rows and learns again at each doubling, leaving out what was
 * unusual, up to 5,000 rows or `learningRows`. Until then it keeps the rows; afterwards only levels and the daily profile follow.
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
  /** `undefined` until the first fit. */
  #learned: Omit<Learned, 'profile' | 'scores'> | undefined;

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
      this.#learned = {
        forecast: from.forecast,
        stream: new ForecastStream(from.forecast, this.#profile, rules, from.stream ?? undefined),
        surprise: new SurpriseScore(features, from.forecast.interval, from.surprise ?? undefined),
      };
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
    const { times, isLeftOut } = history;
    const values = this.#comparable(history);
    const { scores, profile, ...learned } = learnHistory(
      { times, values, isLeftOut },
      this.#rules,
      this.#profile,
    );
    this.#profile = profile;
    this.#learned = learned;
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
    if (!this.#learned) {
      if (isLearned) this.learn(time, raw);
      return { ...this.#nothing, observed: row };
    }
    const { forecast, stream, surprise } = this.#learned;
    const value = stream.push(time, row, isLearned);
    const scorer = isLearned ? surprise : surprise.copy();
    const score = Number.isNaN(value) ? Number.NaN : scorer.push(value, stream.contributions, agreement);
    if (isLearned) {
      this.#profile.learn(time, row, forecast.interval, forecast.deviations);
      this.#history?.push(time, raw);
      if (this.#history) this.#blockScores.push(score);
    }
    const { low, high } = stream;
    const { contributions, instant } = scorer;
    return { score, observed: row, contributions, low, high, instant };
  }

  /** Whether a feature is taken for a counter; the forecaster then looks at its rate per second. */
  isCounter(feature: number): boolean {
    return this.#counters?.isCounter(feature) ?? false;
  }

  /** When rows come at another interval, what follows from one row to the next is unknown again; levels are kept. */
  #followInterval(time: number): void {
    const step = time - (this.#times.at(-1) ?? Number.NaN);
    this.#times.push(time);
    if (this.#times.length > steadySteps) this.#times.shift();
    if (!this.#learned || this.#times.length < steadySteps) return;
    const { forecast, stream } = this.#learned;
    if (!isOther(step, forecast.interval)) return;
    const interval = typicalInterval(Float64Array.from(this.#times));
    if (!isOther(interval, forecast.interval)) return;
    const next = atInterval(forecast, interval);
    this.#learned = {
      forecast: next,
      stream: new ForecastStream(next, this.#profile, this.#rules, stream.memory()),
      surprise: new SurpriseScore(this.#rules.length, interval),
    };
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
      forecast: this.#learned?.forecast ?? null,
      stream: this.#learned?.stream.memory() ?? null,
      surprise: this.#learned?.surprise.memory() ?? null,
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

  #leaveOutUnusual(history: History): void {
    const most = unusual * quantile(sortedFinite(this.#blockScores), 0.5);
    const start = history.length - this.#blockScores.length;
    this.#blockScores.forEach((score, i) => {
      if (score > most) history.leaveOut(start + i);
    });
    this.#blockScores = [];
  }
}

function isOther(interval: number, than: number): boolean {
  return interval > otherInterval * than || (interval > 0 && interval * otherInterval < than);
}
