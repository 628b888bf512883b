import type { Json } from '../codec.js';
import { numberOption, refuseUnknownOptions } from '../options.js';
import { checkShape, list, number, object } from '../shape.js';
import { BudgetCorrection, type CorrectionSnapshot, correctionShape } from './budget-correction.js';
import { BudgetLevel, type LevelSnapshot, levelFields } from './budget-level.js';
import { type ConfirmOptions, checkConfirm } from './confirm.js';
import { withinLevels } from './levels.js';
import { type ClockSnapshot, clockShape, SampleClock } from './sample-clock.js';
import { ShiftAdoption, type ShiftSnapshot, shiftShape } from './shift-adoption.js';

/** Options of {@link AlarmBudgetThreshold}. */
export interface AlarmBudgetOptions {
  /** Alerts a week that may be raised on normal data, above 0 and at most 1,000. @default 1 */
  readonly alertsPerWeek?: number;
  /** In place of `alertsPerWeek`: share of normal samples that may lie above the threshold, above 0 and at most 0.5. */
  readonly targetRate?: number;
  /** How many unusual samples begin an alert. @default 2 of 3 */
  readonly confirm?: ConfirmOptions;
  /** What follows an alert within this time belongs to it, 0 to 86,400. @default 300 */
  readonly coolDownSeconds?: number;
  /** State to go on from, of an earlier {@link AlarmBudgetThreshold.snapshot} with the same options. */
  readonly from?: Json;
}

/** What an {@link AlarmBudgetThreshold} says of one score. */
export interface ThresholdDecision {
  /** The score is above {@link ThresholdDecision.threshold}. */
  readonly isAbove: boolean;
  readonly threshold: number;
  /** Median of the scores that the threshold was derived from. */
  readonly median: number;
  /** Conformal rank of the score among them: (1 + how many are at least as large) / (1 + how many there are). */
  readonly pValue: number;
  /** The threshold rests on too few scores to keep its budget. */
  readonly provisional: boolean;
}

type Snapshot = LevelSnapshot & {
  /** The last few of ln(score), newest last. */
  readonly recent: readonly number[];
  readonly clock: ClockSnapshot;
  readonly correction: CorrectionSnapshot;
  readonly shift: ShiftSnapshot;
};

const snapshotShape = object<Snapshot>({
  ...levelFields,
  recent: list(number),
  clock: clockShape,
  correction: correctionShape,
  shift: shiftShape,
});

const optionNames = ['alertsPerWeek', 'targetRate', 'confirm', 'coolDownSeconds', 'from'];

const week = 7 * 86_400_000;
// An alert at 2.7 times the threshold is one, too: it does not spend the budget.
const clearExcess = 1;
// Where samples are counted, at most this many of one episode are: the rest says nothing about normal data.
const samplesPerEpisode = 5;
// An episode of samples, and a shift, are over after this many in a row that are not unusual.
const quietSamples = 10;
// What was counted weighs half after a week, or after the samples in which this many are allowed to be above.
const rememberedSamples = 10;

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
export class AlarmBudgetThreshold {
  readonly #countsTime: boolean;
  readonly #above: number;
  readonly #of: number;
  readonly #coolDown: number;
  readonly #clock: SampleClock;
  readonly #level: BudgetLevel;
  readonly #correction: BudgetCorrection;
  readonly #shift: ShiftAdoption;
  readonly #recent: number[];

  /**
   * @throws ModelError `INVALID_OPTION` naming the option, its rule and the value given; `INVALID_MODEL` when the snapshot is
   * damaged.
   */
  constructor(options: AlarmBudgetOptions = {}) {
    refuseUnknownOptions('AlarmBudgetThreshold', options, optionNames);
    const { alertsPerWeek = 1, targetRate, confirm, coolDownSeconds = 300 } = options;
    const { above, of } = checkConfirm(confirm);
    numberOption('alertsPerWeek', alertsPerWeek, { min: 0, exclusiveMin: true, max: 1000 });
    if (targetRate !== undefined)
      numberOption('targetRate', targetRate, { min: 0, exclusiveMin: true, max: 0.5 });
    this.#coolDown = 1000 * numberOption('coolDownSeconds', coolDownSeconds, { min: 0, max: 86_400 });
    this.#countsTime = targetRate === undefined;
    this.#above = this.#countsTime ? above : 1;
    this.#of = this.#countsTime ? of : 1;
    const budget =
      targetRate === undefined
        ? { rate: alertsPerWeek, halfLife: 1, perEpisode: 1, hasCeiling: true }
        : {
            rate: targetRate,
            halfLife: rememberedSamples / targetRate,
            perEpisode: samplesPerEpisode,
            hasCeiling: false,
          };
    const from =
      options.from === undefined ? undefined : checkShape('threshold', options.from, snapshotShape);
    this.#clock = new SampleClock(from?.clock);
    this.#level = new BudgetLevel(budget, from);
    this.#correction = new BudgetCorrection(
      { ...budget, clearExcess: this.#countsTime ? clearExcess : Number.POSITIVE_INFINITY },
      from?.correction,
    );
    this.#shift = new ShiftAdoption(from?.shift);
    this.#recent = [...(from?.recent ?? [])];
  }

  /** Learns from a score of history, in order of time, without counting what it would have alarmed on while it knew less. */
  learn(score: number, timestamp: number): void {
    if (!Number.isNaN(score)) this.#count(Math.log(withinLevels(score)), timestamp);
  }

  /** What it says of a score, without learning from it. */
  decide(score: number): ThresholdDecision {
    const logThreshold = this.#level.corrected(this.#correction.value) + this.#shift.lift;
    const { median, trusted } = this.#level;
    const threshold = Math.exp(logThreshold);
    return {
      isAbove: withinLevels(score) > threshold,
      threshold,
      median: median === undefined ? 0 : Math.exp(median),
      pValue: Number.isNaN(score) ? Number.NaN : this.#level.rank(Math.log(withinLevels(score))),
      provisional: !trusted,
    };
  }

  /**
   * Decides on a score, then learns from it. `NaN` is never above, and nothing is learned from it.
   *
   * @param timestamp of the score's sample, in milliseconds.
   */
  observe(score: number, timestamp: number): ThresholdDecision {
    const decision = this.decide(score);
    if (Number.isNaN(score)) return decision;
    const level = this.#level.corrected(this.#correction.value);
    const logScore = Math.log(withinLevels(score));
    const exposure = this.#count(logScore, timestamp);
    const { time, step } = this.#clock;
    this.#correction.observe(this.#confirmed() - level - this.#shift.lift, time, exposure, this.#gap);
    const shiftGap = Math.min(this.#gap, quietSamples * step);
    this.#shift.observe(logScore - level, time, step, shiftGap);
    return decision;
  }

  /** The state as plain JSON, 2 to 4 kB, for a new threshold's option `from`. */
  snapshot(): Json {
    const snapshot: Snapshot = {
      ...this.#level.snapshot(),
      recent: [...this.#recent],
      clock: this.#clock.snapshot(),
      correction: this.#correction.snapshot(),
      shift: this.#shift.snapshot(),
    };
    return snapshot;
  }

  /** Time without anything unusual that ends an episode. */
  get #gap(): number {
    const { step } = this.#clock;
    return this.#countsTime ? this.#coolDown + this.#of * step : quietSamples * step;
  }

  /** @returns the exposure that the score stands for: weeks, or one sample. */
  #count(logScore: number, timestamp: number): number {
    const covered = this.#clock.advance(timestamp);
    const exposure = this.#countsTime ? covered / week : 1;
    this.#recent.push(logScore);
    if (this.#recent.length > this.#of) this.#recent.shift();
    this.#level.observe(logScore, this.#confirmed(), this.#clock.time, exposure, this.#gap);
    return exposure;
  }

  /** The level that enough of the recent scores exceed: a threshold below it is in alert. */
  #confirmed(): number {
    return kthLargest(this.#recent, this.#above);
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
