import { integerOption, numberOption, refuseUnknownOptions } from '../options.js';
import { AlertLadder, type LadderSnapshot } from './alert-ladder.js';
import { levelsBelow } from './levels.js';
import { type ClockSnapshot, SampleClock } from './sample-clock.js';
import { type HistogramSnapshot, ScoreHistogram } from './score-histogram.js';
import type { Threshold, ThresholdDecision } from './threshold.js';

/** Options of {@link AlarmBudgetThreshold}. */
export interface AlarmBudgetOptions {
  /** Alerts a week that may be raised on normal data, above 0 and at most 1,000. @default 1 */
  readonly alertsPerWeek?: number;
  /** In place of `alertsPerWeek`: share of normal samples that may lie above the threshold, above 0 and at most 0.5. */
  readonly targetRate?: number;
  /** How many unusual samples among the last `of` (at most 32) begin an alert. @default 2 of 3 */
  readonly confirm?: { readonly above?: number; readonly of?: number };
  /** What follows an alert within this time belongs to it, 0 to 86,400. @default 300 */
  readonly coolDownSeconds?: number;
  /** State to go on from, of an earlier {@link AlarmBudgetThreshold.snapshot} with the same options. */
  readonly from?: AlarmBudgetSnapshot;
}

/** State of an {@link AlarmBudgetThreshold} between two scores: plain JSON, a few kB. */
export type AlarmBudgetSnapshot = {
  readonly ladder: LadderSnapshot;
  readonly histogram: HistogramSnapshot;
  readonly clock: ClockSnapshot;
  readonly scores: number;
  /** The last few of ln(score), newest last. */
  readonly recent: readonly number[];
  readonly level: number | null;
  readonly trusted: boolean;
  readonly lowestLevel: number;
  readonly correction: number;
  readonly lift: number;
  /** Time of the last sample of an alert, and how many of it were counted. */
  readonly alert: { readonly last: number | null; readonly counted: number };
  /** Time of the first and last sample above the level as it is without the lift. */
  readonly unusual: { readonly since: number | null; readonly last: number | null };
};

const optionNames = ['alertsPerWeek', 'targetRate', 'confirm', 'coolDownSeconds', 'from'];

const week = 7 * 86_400_000;
// Below this many scores even their spread is unknown, and nothing is called unusual.
const fewestScores = 10;
// At a rate of samples, so many samples of one episode count: the rest of an incident says nothing about normal data.
const samplesPerEpisode = 6;
const quietSamples = 10;
// Each alert raises the level by this much of ln(score), and the time in which one is allowed lowers it by as much.
const correctionGain = 0.2;
const lowestCorrection = -0.5;
const highestCorrection = 1;
// What has been unusual for so long, in samples and in time, is the new normal: the level is lifted above it.
const adoptedSamples = 60;
const adoptedTime = 1_800_000;
const liftGain = 0.2;
// The level is derived anew after so many scores.
const solveEvery = 8;

/**
 * A threshold that raises as many alerts a week as you can bear, whatever the interval of the samples, for positive scores on any
 * scale. What is counted is alerts, not samples: `above` of `of` scores begin one, and what follows within the cool-down belongs to it.
 *
 * 1. It counts side by side, at 320 levels of ln(score), how many alerts a threshold at that level would have raised in the past
 *    (with a half-life of a week), and stands at the level that the budget allows; where the past is too short for that, it
 *    extrapolates the tail of the levels above, and is `provisional` as long as it must do so by more than a hundredfold.
 * 2. Each alert raises it by 0.2, and the time in which one is allowed lowers it by as much, so that it keeps its budget where the
 *    future is not like the past.
 * 3. What has been above it for half an hour, and for 60 samples, is the new normal: it then rises above that within some ten
 *    samples, until the scores return.
 *
 * It never excludes what it alarmed on, which would make its rate spiral; an incident counts once, however long or large it is. With
 * fewer than 10 scores the threshold is infinite. History given to {@link AlarmBudgetThreshold.learn} makes it exact sooner.
 *
 * With `targetRate` it is samples that are counted, at most 6 of an episode, and it forgets half after 30 / `targetRate` samples.
 */
export class AlarmBudgetThreshold implements Threshold {
  readonly #rate: number;
  readonly #countsTime: boolean;
  readonly #above: number;
  readonly #of: number;
  readonly #coolDown: number;
  readonly #perEpisode: number;
  readonly #ladder: AlertLadder;
  readonly #histogram: ScoreHistogram;
  readonly #clock: SampleClock;
  #scores: number;
  #recent: number[];
  #level: number;
  #trusted: boolean;
  #lowestLevel: number;
  #correction: number;
  #lift: number;
  #alertLast: number;
  #alertCounted: number;
  #unusualSince: number;
  #unusualLast: number;

  /** @throws ModelError `INVALID_OPTION` naming the option, its rule and the value given. */
  constructor(options: AlarmBudgetOptions = {}) {
    refuseUnknownOptions('AlarmBudgetThreshold', options, optionNames);
    const { alertsPerWeek = 1, targetRate, confirm = {}, coolDownSeconds = 300, from } = options;
    const { above = 2, of = 3 } = confirm;
    integerOption('confirm.of', of, { min: 1, max: 32 });
    integerOption('confirm.above', above, { min: 1, max: of });
    numberOption('alertsPerWeek', alertsPerWeek, { min: 0, exclusiveMin: true, max: 1000 });
    numberOption('coolDownSeconds', coolDownSeconds, { min: 0, max: 86_400 });
    this.#countsTime = targetRate === undefined;
    this.#rate =
      targetRate === undefined
        ? alertsPerWeek
        : numberOption('targetRate', targetRate, { min: 0, exclusiveMin: true, max: 0.5 });
    this.#above = this.#countsTime ? above : 1;
    this.#of = this.#countsTime ? of : 1;
    this.#coolDown = coolDownSeconds * 1000;
    this.#perEpisode = this.#countsTime ? 1 : samplesPerEpisode;
    const halfLife = this.#countsTime ? 1 : 30 / this.#rate;
    this.#ladder = new AlertLadder({ halfLife, perEpisode: this.#perEpisode }, from?.ladder);
    this.#histogram = new ScoreHistogram(from?.histogram);
    this.#clock = new SampleClock(from?.clock);
    this.#scores = from?.scores ?? 0;
    this.#recent = [...(from?.recent ?? [])];
    this.#level = from?.level ?? Number.POSITIVE_INFINITY;
    this.#trusted = from?.trusted ?? false;
    this.#lowestLevel = from?.lowestLevel ?? 0;
    this.#correction = from?.correction ?? 0;
    this.#lift = from?.lift ?? 0;
    this.#alertLast = from?.alert.last ?? Number.NEGATIVE_INFINITY;
    this.#alertCounted = from?.alert.counted ?? 0;
    this.#unusualSince = from?.unusual.since ?? Number.NEGATIVE_INFINITY;
    this.#unusualLast = from?.unusual.last ?? Number.NEGATIVE_INFINITY;
  }

  /** Learns from a score of history without deciding on it. Give the scores in order of time. */
  learn(score: number, timestamp: number): void {
    if (Number.isNaN(score)) return;
    this.#count(toLog(score), timestamp);
  }

  observe(score: number, timestamp: number): ThresholdDecision {
    const logScore = toLog(score);
    const logThreshold = this.#level + this.#correction + this.#lift;
    const isAbove = logScore > logThreshold;
    const median = this.#histogram.quantile(0.5);
    const decision = {
      isAbove,
      threshold: Math.exp(logThreshold),
      median: median === undefined ? 0 : Math.exp(median),
      pValue: Number.isNaN(score) ? Number.NaN : this.#histogram.rank(logScore),
      provisional: !this.#trusted,
    };
    if (!Number.isNaN(score)) {
      const { confirmed, covered } = this.#count(logScore, timestamp);
      this.#correct(confirmed > logThreshold, timestamp, covered);
      this.#follow(logScore, timestamp);
    }
    return decision;
  }

  snapshot(): AlarmBudgetSnapshot {
    return {
      ladder: this.#ladder.snapshot(),
      histogram: this.#histogram.snapshot(),
      clock: this.#clock.snapshot(),
      scores: this.#scores,
      recent: [...this.#recent],
      level: finiteOrNull(this.#level),
      trusted: this.#trusted,
      lowestLevel: this.#lowestLevel,
      correction: this.#correction,
      lift: this.#lift,
      alert: { last: finiteOrNull(this.#alertLast), counted: this.#alertCounted },
      unusual: { since: finiteOrNull(this.#unusualSince), last: finiteOrNull(this.#unusualLast) },
    };
  }

  /** Time without anything unusual that ends an episode. */
  get #gap(): number {
    return this.#countsTime ? this.#coolDown + this.#of * this.#clock.step : quietSamples * this.#clock.step;
  }

  #count(logScore: number, timestamp: number): { confirmed: number; covered: number } {
    const milliseconds = this.#clock.advance(timestamp);
    const covered = this.#countsTime ? milliseconds / week : 1;
    this.#recent.push(logScore);
    if (this.#recent.length > this.#of) this.#recent.shift();
    const confirmed = this.#confirmed();
    this.#histogram.push(logScore);
    this.#ladder.observe(confirmed, timestamp, covered, this.#gap, this.#lowestLevel);
    this.#scores++;
    if (this.#scores >= fewestScores && (this.#scores < 100 || this.#scores % solveEvery === 0))
      this.#solve();
    return { confirmed, covered };
  }

  /** The level that enough of the recent scores exceed to begin an alert: a threshold below it would have. */
  #confirmed(): number {
    if (this.#recent.length < this.#above) return Number.NEGATIVE_INFINITY;
    if (this.#of === 1) return this.#recent[0];
    return [...this.#recent].sort((a, b) => b - a)[this.#above - 1];
  }

  #solve(): void {
    const median = this.#histogram.quantile(0.5) ?? 0;
    this.#lowestLevel = Math.max(0, levelsBelow(median) - 1);
    const { value, trusted } = this.#ladder.levelAt(this.#rate, this.#lowestLevel);
    this.#level = Math.max(value, median);
    this.#trusted = trusted;
  }

  #correct(inAlert: boolean, timestamp: number, covered: number): void {
    let events = 0;
    if (inAlert) {
      if (timestamp - this.#alertLast > this.#gap) this.#alertCounted = 0;
      if (this.#alertCounted < this.#perEpisode) {
        this.#alertCounted++;
        events = 1;
      }
      this.#alertLast = timestamp;
    }
    const next = this.#correction + correctionGain * (events - (inAlert ? 0 : this.#rate * covered));
    this.#correction = Math.min(highestCorrection, Math.max(lowestCorrection, next));
  }

  #follow(logScore: number, timestamp: number): void {
    const level = this.#level + this.#correction;
    if (logScore > level) {
      if (timestamp - this.#unusualLast > this.#gap) this.#unusualSince = timestamp;
      this.#unusualLast = timestamp;
      const adopted = Math.max(adoptedTime, adoptedSamples * this.#clock.step);
      if (timestamp - this.#unusualSince >= adopted && logScore > level + this.#lift) this.#lift += liftGain;
    } else if (timestamp - this.#unusualLast > this.#gap) this.#lift = 0;
  }
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Finite for every score, so that it can be kept as JSON. */
function toLog(score: number): number {
  return Math.log(Math.min(1e12, Math.max(1e-12, score)));
}
