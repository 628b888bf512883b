import { ModelError } from '../errors.js';
import { numberOption } from '../options.js';
import { quantile, sortedFinite } from '../quantile.js';
import { conformalRank } from './conformal-rank.js';
import type { Threshold, ThresholdDecision, ThresholdSnapshot } from './threshold.js';

/** Options of {@link StaticThreshold}. */
export interface StaticThresholdOptions {
  /** Scores of normal data, at least one. */
  readonly scores: ArrayLike<number>;
  /** Share of these scores that lies above the threshold, above 0 and at most 0.5. @default 0.1 */
  readonly contamination?: number;
}

/**
 * The contamination quantile of calibration scores, for ever. Right for a batch that resembles its training data; a live stream
 * drifts away from it (fitted on 60 rows for a rate of 1 %, it was measured to alarm on 32 % of normal samples): use
 * {@link AlarmBudgetThreshold} there. Cost: O(log n) a score.
 */
export class StaticThreshold implements Threshold {
  readonly #sorted: Float64Array;
  readonly #threshold: number;

  /** @throws ModelError `INVALID_OPTION`, `INVALID_DATA` when no score is finite. */
  constructor({ scores, contamination = 0.1 }: StaticThresholdOptions) {
    numberOption('contamination', contamination, { min: 0, exclusiveMin: true, max: 0.5 });
    this.#sorted = sortedFinite(scores);
    if (this.#sorted.length === 0)
      throw new ModelError('INVALID_DATA', 'scores must hold at least one finite number');
    this.#threshold = quantile(this.#sorted, 1 - contamination);
  }

  observe(score: number): ThresholdDecision {
    return {
      isAbove: score > this.#threshold,
      threshold: this.#threshold,
      median: quantile(this.#sorted, 0.5),
      pValue: conformalRank(this.#sorted, score),
      provisional: false,
    };
  }

  snapshot(): ThresholdSnapshot {
    return { scores: [...this.#sorted] };
  }
}
