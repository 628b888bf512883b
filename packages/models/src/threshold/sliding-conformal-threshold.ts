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
}

// Below this many scores even their spread is unknown, and nothing is called unusual.
const fewestScores = 10;

const optionNames = ['targetRate', 'window', 'adaptation', 'scores', 'aim'];

/**
 * A threshold that keeps its rate on a stream that drifts. A score is unusual when both hold:
 *
 * 1. its rank among the last `window` scores is within the aimed rate, which adaptive conformal inference steers so that in the
 *    long run the target rate of scores ranks that high;
 * 2. it lies beyond median + 6 scaled median absolute deviations of the same window. A rank alone must call the highest of any
 *    hundred scores unusual, however ordinary all of them are.
 *
 * With too few scores for the rank (99 at a rate of 1 %) the second rule decides alone and the decision is `provisional`; with fewer
 * than 10 the threshold is infinite. Every
 * score is admitted to the window, unusual ones too: leaving them out truncates the window and lets the rate spiral. A lasting
 * level shift is therefore quiet again once it fills `targetRate` of the window by rank, and half of it by deviation at the latest.
 *
 * Source: Gibbs and Candès, Adaptive Conformal Inference Under Distribution Shift, NeurIPS 2021. Cost: O(window) a score, 2 us.
 */
export class SlidingConformalThreshold implements Threshold {
  readonly #targetRate: number;
  readonly #adaptation: number;
  readonly #window: ScoreWindow;
  #aim: number;

  /** @throws ModelError `INVALID_OPTION` naming the option, its rule and the value given. */
  constructor(options: SlidingConformalOptions = {}) {
    refuseUnknownOptions('SlidingConformalThreshold', options, optionNames);
    const { targetRate = 0.01, window = 500, adaptation = 0.005, scores = [], aim = targetRate } = options;
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
    if (!Number.isNaN(score)) {
      if (rankThreshold !== undefined) this.#steer(score > rankThreshold);
      this.#window.push(score);
    }
    return decision;
  }

  snapshot(): ThresholdSnapshot {
    return { scores: this.#window.arrivals(), aim: this.#aim };
  }

  /** The score that must be exceeded for a rank within the aimed rate; undefined when the window cannot tell such a rank. */
  #rankThreshold(sorted: Float64Array): number | undefined {
    if (sorted.length + 1 < 1 / this.#targetRate) return undefined;
    const mayBeAbove = Math.floor(this.#aim * (sorted.length + 1)) - 1;
    return mayBeAbove < 0 ? sorted[sorted.length - 1] : sorted[Math.max(0, sorted.length - 1 - mayBeAbove)];
  }

  #steer(missed: boolean): void {
    const next = this.#aim + this.#adaptation * (this.#targetRate - (missed ? 1 : 0));
    this.#aim = Math.min(1, Math.max(0, next));
  }
}
