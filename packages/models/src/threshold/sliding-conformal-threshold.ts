import { robustThreshold } from '../calibration.js';
import { integerOption, numberOption, refuseUnknownOptions } from '../options.js';
import { quantile } from '../quantile.js';
import { conformalRank } from './conformal-rank.js';
import { ScoreWindow } from './score-window.js';
import type { Threshold, ThresholdDecision, ThresholdSnapshot } from './threshold.js';

/** Options of {@link SlidingConformalThreshold}. */
export interface SlidingConformalOptions {
  /** Share of normal scores that may lie above the threshold, above 0 and at most 0.5. @default 0.01 */
  readonly targetRate?: number;
  /** How many past scores a new one is ranked among, 10 to 100,000. @default 500 */
  readonly window?: number;
  /** Step of adaptive conformal inference: how fast the aimed rate answers to misses, 0 to 1. @default 0.005 */
  readonly adaptation?: number;
  /** Scores to begin with, oldest first: of held-out baseline data, or from an earlier snapshot. */
  readonly scores?: ArrayLike<number>;
  /** Aimed rate to go on from, of an earlier snapshot. @default targetRate */
  readonly aim?: number;
  /** Scores of an episode to go on from, of an earlier snapshot. */
  readonly episode?: readonly number[];
}

/** Scores that a threshold ranks among when nothing else is said. */
export const defaultWindow = 500;

// Below this many scores even their spread is unknown, and nothing is called unusual.
const fewestScores = 10;

// An episode is over after this many scores in a row that are not unusual,
const quietEnd = 10;
// counts as at most this many unusual scores, however long it was,
const countedScores = 3;
// learned as at most this many times as far from the median as the threshold,
const farthestLearned = 1.5;
// and is the new normal once it has gone on for this many.
const longestEpisode = 60;

const optionNames = ['targetRate', 'window', 'adaptation', 'scores', 'aim', 'episode'];

/**
 * A threshold that keeps its rate on a stream that drifts. A score is unusual when both hold:
 *
 * 1. its rank among the last `window` scores is within the aimed rate, which adaptive conformal inference steers so that in the
 *    long run the target rate of scores ranks that high;
 * 2. it lies beyond median + 6 scaled median absolute deviations of the same window. A rank alone must call the highest of any
 *    hundred scores unusual, however ordinary all of them are.
 *
 * With too few scores for the rank (99 at a rate of 1 %) the second rule decides alone and the decision is `provisional`; with fewer
 * than 10 the threshold is infinite.
 *
 * The threshold stands still during an episode, which begins with an unusual score and ends after 10 in a row that are not: an
 * anomaly does not raise the bar that it is measured by. When it is over, its ordinary scores and the first 3 unusual ones are
 * learned, these as at most half as far again from the median as the threshold: learned as they are they would hide the next
 * anomaly of their size, and left out they would truncate the window and let the rate spiral. An episode of 60 scores is learned whole: a lasting level shift is quiet again after that.
 *
 * Source: Gibbs and Candès, Adaptive Conformal Inference Under Distribution Shift, NeurIPS 2021. Cost: a pass over half of the
 * window, 2.5 us for 500 scores.
 */
export class SlidingConformalThreshold implements Threshold {
  readonly #targetRate: number;
  readonly #adaptation: number;
  readonly #window: ScoreWindow;
  #aim: number;
  #episode: number[];

  /** @throws ModelError `INVALID_OPTION` naming the option, its rule and the value given. */
  constructor(options: SlidingConformalOptions = {}) {
    refuseUnknownOptions('SlidingConformalThreshold', options, optionNames);
    const {
      targetRate = 0.01,
      window = defaultWindow,
      adaptation = 0.005,
      scores = [],
      aim = targetRate,
    } = options;
    this.#episode = [...(options.episode ?? [])];
    this.#targetRate = numberOption('targetRate', targetRate, { min: 0, exclusiveMin: true, max: 0.5 });
    this.#adaptation = numberOption('adaptation', adaptation, { min: 0, max: 1 });
    this.#window = new ScoreWindow(integerOption('window', window, { min: 10, max: 100_000 }));
    this.#aim = numberOption('aim', aim, { min: 0, max: 1 });
    for (const score of Array.from(scores)) if (Number.isFinite(score)) this.#window.push(score);
  }

  observe(score: number): ThresholdDecision {
    const sorted = this.#window.sorted;
    const rankThreshold = this.#rankThreshold(sorted);
    const provisional = rankThreshold === undefined;
    const threshold =
      sorted.length < fewestScores
        ? Number.POSITIVE_INFINITY
        : Math.max(robustThreshold(sorted), rankThreshold ?? Number.NEGATIVE_INFINITY);
    const decision = {
      isAbove: score > threshold,
      threshold,
      median: sorted.length === 0 ? 0 : quantile(sorted, 0.5),
      pValue: conformalRank(sorted, sorted.length, score),
      provisional,
    };
    if (!Number.isNaN(score)) this.#learn(score, threshold, rankThreshold);
    return decision;
  }

  snapshot(): ThresholdSnapshot {
    return { scores: this.#window.arrivals(), aim: this.#aim, episode: [...this.#episode] };
  }

  /** The score that must be exceeded for a rank within the aimed rate; undefined when the window cannot tell such a rank. */
  #rankThreshold(sorted: Float64Array): number | undefined {
    if (sorted.length + 1 < 1 / this.#targetRate) return undefined;
    const mayBeAbove = Math.floor(this.#aim * (sorted.length + 1)) - 1;
    return mayBeAbove < 0 ? sorted[sorted.length - 1] : sorted[Math.max(0, sorted.length - 1 - mayBeAbove)];
  }

  #learn(score: number, threshold: number, rankThreshold: number | undefined): void {
    if (this.#episode.length === 0 && score <= threshold) {
      this.#admit(score, rankThreshold);
      return;
    }
    const episode = this.#episode;
    episode.push(score);
    const isLasting = episode.length >= longestEpisode;
    const isOver = episode.length > quietEnd && episode.slice(-quietEnd).every((value) => value <= threshold);
    if (!isLasting && !isOver) return;
    const median = quantile(this.#window.sorted, 0.5);
    const farthest = isLasting ? Number.POSITIVE_INFINITY : median + farthestLearned * (threshold - median);
    let unusual = 0;
    for (const value of episode) {
      if (value > threshold) unusual++;
      if (value <= threshold || isLasting || unusual <= countedScores) {
        this.#admit(Math.min(value, farthest), rankThreshold);
      }
    }
    this.#episode = [];
  }

  #admit(score: number, rankThreshold: number | undefined): void {
    if (rankThreshold !== undefined) {
      const next = this.#aim + this.#adaptation * (this.#targetRate - (score > rankThreshold ? 1 : 0));
      this.#aim = Math.min(1, Math.max(0, next));
    }
    this.#window.push(score);
  }
}
