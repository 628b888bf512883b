import { numberOption } from '../options.js';
import { checkSameLength, type Run, runsOfOnes } from './runs.js';

/** Precision and recall of ranges, 0..1. */
export interface RangePrecisionRecall {
  readonly precision: number;
  readonly recall: number;
  /** Harmonic mean of the two; 0 when both are. */
  readonly f1: number;
}

/**
 * Precision and recall that count ranges instead of samples, so that one long event does not outweigh ten short ones (Tatbul et al.,
 * "Precision and Recall for Time Series", NeurIPS 2018), with flat bias and overlaps divided by the number of ranges that share
 * them. Recall of an event is `existenceReward` for being touched at all, and the rest for the share of it that is covered.
 * Both are 0 where there is nothing to count. Cost: one pass.
 *
 * @param existenceReward 0..1, alpha in the paper.
 * @throws ModelError `INVALID_DATA` when the lengths differ, `INVALID_OPTION` when the reward is outside 0..1.
 *
 * @example
 * ```ts
 * rangePrecisionRecall([0, 1, 1, 0, 0, 1], [0, 0, 1, 1, 0, 0]); // { precision: 0.25, recall: 0.6, f1: 0.3529… }
 * ```
 */
export function rangePrecisionRecall(
  decisions: ArrayLike<number>,
  labels: ArrayLike<number>,
  existenceReward = 0.2,
): RangePrecisionRecall {
  checkSameLength(decisions, labels, 'decision');
  numberOption('existenceReward', existenceReward, { min: 0, max: 1 });
  const [predicted, real] = [runsOfOnes(decisions), runsOfOnes(labels)];
  const precision = meanReward(predicted, real, 0);
  const recall = meanReward(real, predicted, existenceReward);
  return {
    precision,
    recall,
    f1: precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0,
  };
}

/** How well each range of one list is covered by those of the other, on average; both lists are in order. */
function meanReward(ranges: readonly Run[], others: readonly Run[], existenceReward: number): number {
  let first = 0;
  let sum = 0;
  for (const { start, end } of ranges) {
    while (first < others.length && others[first].end <= start) first++;
    let covered = 0;
    let count = 0;
    for (let k = first; k < others.length && others[k].start < end; k++) {
      covered += Math.min(end, others[k].end) - Math.max(start, others[k].start);
      count++;
    }
    if (count === 0) continue;
    const reward = covered / (end - start) / count;
    sum += reward + existenceReward * (1 - reward);
  }
  return ranges.length > 0 ? sum / ranges.length : 0;
}
