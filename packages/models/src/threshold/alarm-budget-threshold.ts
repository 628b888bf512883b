import { integerOption, numberOption, refuseUnknownOptions } from '../options.js';
import { AlertLadder, type LadderSnapshot } from './alert-ladder.js';
import { BudgetCorrection, type CorrectionSnapshot } from './budget-correction.js';
import { levelsBelow, withinLevels } from './levels.js';
import { type ClockSnapshot, SampleClock } from './sample-clock.js';
import { type HistogramSnapshot, ScoreHistogram } from './score-histogram.js';
import { ShiftAdoption, type ShiftSnapshot } from './shift-adoption.js';
import type { Threshold, ThresholdDecision } from './threshold.js';

/** Options of {@link AlarmBudgetThreshold}. */
export interface AlarmBudgetOptions {
  /** Alerts a week that may be raised on normal data, above 0 and at most 1,000. @default 1 */
  readonly alertsPerWeek?: number;
  /** In place of `alertsPerWeek`: share of normal samples that may lie above the threshold, above 0 and at most 0.5. */
  readonly targetRate?: number;
  /** `above` unusual samples among the last `of` (at most 32) begin an alert. @default 2 of 3 */
  readonly confirm?: { readonly above?: number; readonly of?: number };
  /** What follows an alert within this time belongs to it, 0 to 86,400. @default 300 */
  readonly coolDownSeconds?: number;
  /** State to go on from, of an earlier {@link AlarmBudgetThreshold.snapshot} with the same options. */
  readonly from?: AlarmBudgetSnapshot;
}

/** State of an {@link AlarmBudgetThreshold} between two scores: plain JSON, 2 to 4 kB. */
export type AlarmBudgetSnapshot = {
  readonly scores: number;
  /** The last few of ln(score), newest last. */
  readonly recent: readonly number[];
  readonly clock: ClockSnapshot;
  readonly histogram: HistogramSnapshot;
  readonly ladder: LadderSnapshot;
  readonly correction: CorrectionSnapshot;
  readonly shift: ShiftSnapshot;
  /** What was last derived from the counts; `null` before that. */
  readonly derived: DerivedLevel | null;
};

/** All in ln(score). */
type DerivedLevel = {
  /** Where the budget is met, by what was counted. */
  readonly level: number;
  /** Corrections reach no lower, */
  readonly floor: number;
  /** and no higher. */
  readonly ceiling: number | null;
  readonly lowestLevel: number;
  readonly trusted: boolean;
};

const optionNames = ['alertsPerWeek', 'targetRate', 'confirm', 'coolDownSeconds', 'from'];

const week = 7 * 86_400_000;
// Below this many scores even their spread is unknown, and nothing is called unusual.
const fewestScores = 10;
// A score within 10 % of the median is not unusual, however calm the others are.
const leastDistance = 0.1;
// 7.4 times a level that is exceeded thirty times a week, or ten times as often as the budget, is an incident, however many there are:
// a budget must not hide them. While little is known, what is usual is the median.
const farthest = 2;
const oftenPerWeek = 30;
const oftenOfBudget = 10;
// An alert at 2.7 times the threshold is one, too: it does not spend the budget.
const clearExcess = 1;
// At a rate of samples, so many samples of one episode count: the rest says nothing about normal data.
const samplesPerEpisode = 5;
// An episode of samples, and a shift, are over after so many in a row that are not unusual.
const quietSamples = 10;
// What was counted weighs half after a week, or after so many samples of the target rate.
const rememberedSamples = 10;
// The level is derived anew after so many scores.
const deriveEvery = 8;

/**
 * A threshold that raises as many alerts a week as you can bear, whatever the interval of the samples. It is alerts that count, not
 * samples: `above` of `of` scores begin one, and what follows within the cool-down belongs to it. Scores are positive, 0.0003 to
 * 160,000; those beyond count as the outermost.
 *
 * 1. It counts side by side, at 400 levels of ln(score), how many alerts a threshold there would have raised, with a half-life of a
 *    week, and stands at the level that meets the budget. Where the past is too short for that, it extrapolates the tail of the
 *    levels above, and is `provisional` while it must do so by more than a hundredfold or from fewer than 8 alerts.
 * 2. Alerts that really came correct it: each raises it by 22 %, and the time in which one is allowed lowers it by as much. One
 *    at 2.7 times the threshold is an incident and spends nothing. A score of 7.4 times what comes thirty times a week (while
 *    provisional, of the median) is always above, and one within 10 % of the median never.
 * 3. What has been above it for half an hour, and for 60 samples, is the new normal: the threshold rises above that within some
 *    ten samples, and falls as soon as the scores return.
 *
 * Nothing that it alarmed on is left out of what it learns, which would make its rate spiral; an incident counts once, however
 * long it is. With fewer than 10 scores the threshold is infinite.
 *
 * With `targetRate`, samples are counted instead, at most 5 of an episode, and all spend; half is forgotten after
 * 10 / `targetRate` samples.
 *
 * Cost: 0.6 us a score.
 *
 * @example
 * ```ts
 * const threshold = new AlarmBudgetThreshold({ alertsPerWeek: 2 });
 * for (let minute = 0; minute < 10_080; minute++) threshold.learn(3 + Math.sin(minute), minute * 60_000);
 * threshold.observe(3, 10_080 * 60_000).isAbove; // false
 * threshold.observe(30, 10_081 * 60_000).isAbove; // true
 * ```
 */
export class AlarmBudgetThreshold implements Threshold {
  readonly #rate: number;
  readonly #countsTime: boolean;
  readonly #above: number;
  readonly #of: number;
  readonly #coolDown: number;
  readonly #clock: SampleClock;
  readonly #histogram: ScoreHistogram;
  readonly #ladder: AlertLadder;
  readonly #correction: BudgetCorrection;
  readonly #shift: ShiftAdoption;
  readonly #recent: number[];
  #scores: number;
  #derived: DerivedLevel | null;

  /** @throws ModelError `INVALID_OPTION` naming the option, its rule and the value given. */
  constructor(options: AlarmBudgetOptions = {}) {
    refuseUnknownOptions('AlarmBudgetThreshold', options, optionNames);
    const { alertsPerWeek = 1, targetRate, confirm = {}, coolDownSeconds = 300, from } = options;
    const { above = 2, of = 3 } = confirm;
    integerOption('confirm.of', of, { min: 1, max: 32 });
    integerOption('confirm.above', above, { min: 1, max: of });
    numberOption('alertsPerWeek', alertsPerWeek, { min: 0, exclusiveMin: true, max: 1000 });
    this.#coolDown = 1000 * numberOption('coolDownSeconds', coolDownSeconds, { min: 0, max: 86_400 });
    this.#countsTime = targetRate === undefined;
    this.#rate = alertsPerWeek;
    let perEpisode = 1;
    let halfLife = 1;
    if (targetRate !== undefined) {
      this.#rate = numberOption('targetRate', targetRate, { min: 0, exclusiveMin: true, max: 0.5 });
      perEpisode = samplesPerEpisode;
      halfLife = rememberedSamples / this.#rate;
    }
    this.#above = this.#countsTime ? above : 1;
    this.#of = this.#countsTime ? of : 1;
    this.#clock = new SampleClock(from?.clock);
    this.#histogram = new ScoreHistogram(from?.histogram);
    this.#ladder = new AlertLadder({ halfLife, perEpisode }, from?.ladder);
    this.#correction = new BudgetCorrection(
      {
        rate: this.#rate,
        perEpisode,
        clearExcess: this.#countsTime ? clearExcess : Number.POSITIVE_INFINITY,
      },
      from?.correction,
    );
    this.#shift = new ShiftAdoption(from?.shift);
    this.#recent = [...(from?.recent ?? [])];
    this.#scores = from?.scores ?? 0;
    this.#derived = from?.derived ?? null;
  }

  /** Learns from a score of history, in order of time, without counting what it would have alarmed on while it knew less. */
  learn(score: number, timestamp: number): void {
    if (!Number.isNaN(score)) this.#count(Math.log(withinLevels(score)), timestamp);
  }

  /** What it says of a score, without learning from it. */
  decide(score: number): ThresholdDecision {
    return this.#decide(score, this.#level() + this.#shift.lift);
  }

  observe(score: number, timestamp: number): ThresholdDecision {
    const level = this.#level();
    const decision = this.#decide(score, level + this.#shift.lift);
    if (Number.isNaN(score)) return decision;
    const logScore = Math.log(withinLevels(score));
    const exposure = this.#count(logScore, timestamp);
    const { time, step } = this.#clock;
    this.#correction.observe(this.#confirmed() - level - this.#shift.lift, time, exposure, this.#gap);
    const shiftGap = Math.min(this.#gap, quietSamples * step);
    this.#shift.observe(logScore - level, time, step, shiftGap);
    return decision;
  }

  snapshot(): AlarmBudgetSnapshot {
    return {
      scores: this.#scores,
      recent: [...this.#recent],
      clock: this.#clock.snapshot(),
      histogram: this.#histogram.snapshot(),
      ladder: this.#ladder.snapshot(),
      correction: this.#correction.snapshot(),
      shift: this.#shift.snapshot(),
      derived: this.#derived,
    };
  }

  /** Time without anything unusual that ends an episode. */
  get #gap(): number {
    const { step } = this.#clock;
    return this.#countsTime ? this.#coolDown + this.#of * step : quietSamples * step;
  }

  #decide(score: number, logThreshold: number): ThresholdDecision {
    const median = this.#histogram.median();
    const threshold = Math.exp(logThreshold);
    return {
      isAbove: withinLevels(score) > threshold,
      threshold,
      median: median === undefined ? 0 : Math.exp(median),
      pValue: Number.isNaN(score) ? Number.NaN : this.#histogram.rank(Math.log(withinLevels(score))),
      provisional: !this.#derived?.trusted,
    };
  }

  /** ln of the threshold without the lift of a shift. */
  #level(): number {
    if (this.#derived === null) return Number.POSITIVE_INFINITY;
    const { level, floor, ceiling } = this.#derived;
    return Math.max(Math.min(level + this.#correction.value, ceiling ?? Number.POSITIVE_INFINITY), floor);
  }

  /** @returns the exposure that the score stands for: weeks, or one sample. */
  #count(logScore: number, timestamp: number): number {
    const covered = this.#clock.advance(timestamp);
    const exposure = this.#countsTime ? covered / week : 1;
    this.#recent.push(logScore);
    if (this.#recent.length > this.#of) this.#recent.shift();
    this.#histogram.push(logScore);
    const lowestLevel = this.#derived?.lowestLevel ?? 0;
    this.#ladder.observe(this.#confirmed(), this.#clock.time, exposure, this.#gap, lowestLevel);
    this.#scores++;
    if (this.#scores >= fewestScores && (this.#scores < 100 || this.#scores % deriveEvery === 0)) {
      this.#derived = this.#derive();
    }
    return exposure;
  }

  /** The level that enough of the recent scores exceed: a threshold below it is in alert. */
  #confirmed(): number {
    return kthLargest(this.#recent, this.#above);
  }

  #derive(): DerivedLevel {
    const median = this.#histogram.median() ?? 0;
    const lowestLevel = Math.max(0, levelsBelow(median) - 1);
    const { value: level, trusted } = this.#ladder.levelAt(this.#rate, lowestLevel);
    const ceiling = this.#countsTime ? this.#ceiling(median, lowestLevel, trusted) : null;
    return { level, floor: median + leastDistance, ceiling, lowestLevel, trusted };
  }

  #ceiling(median: number, lowestLevel: number, trusted: boolean): number {
    if (!trusted) return median + farthest;
    const often = Math.max(oftenPerWeek, oftenOfBudget * this.#rate);
    return this.#ladder.levelAt(often, lowestLevel).value + farthest;
  }
}

/** By counting: faster than sorting for the few values that it is asked for. */
function kthLargest(values: readonly number[], k: number): number {
  for (const candidate of values) {
    let larger = 0;
    let equal = 0;
    for (const value of values) {
      if (value > candidate) larger++;
      else if (value === candidate) equal++;
    }
    if (larger < k && larger + equal >= k) return candidate;
  }
  return Number.NEGATIVE_INFINITY;
}
