import { countLabels, forEachTie } from './ties.js';

/**
 * Area under the ROC curve: the chance that an anomaly scores above a normal row, ties counted half. 0.5 is a coin. `NaN` when a
 * label is missing altogether; `NaN` scores count as the lowest. Cost: sorts the scores once.
 *
 * @example
 * ```ts
 * rocAuc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]); // 0.75
 * ```
 */
export function rocAuc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const { positives, negatives } = countLabels(scores, labels);
  let negativesBelow = negatives;
  let pairs = 0;
  forEachTie(scores, labels, (tiedPositives, tiedNegatives) => {
    negativesBelow -= tiedNegatives;
    pairs += tiedPositives * (negativesBelow + tiedNegatives / 2);
  });
  return pairs / (positives * negatives);
}

/**
 * Average precision, the area under the precision-recall curve without interpolation. A random score gets the share of anomalies.
 * `NaN` when there is no anomaly; `NaN` scores count as the lowest. Cost: sorts the scores once.
 *
 * @example
 * ```ts
 * averagePrecision([0.9, 0.8, 0.7, 0.6], [1, 0, 0, 1]); // 0.75
 * ```
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const { positives } = countLabels(scores, labels);
  let found = 0;
  let seen = 0;
  let area = 0;
  forEachTie(scores, labels, (tiedPositives, tiedNegatives) => {
    found += tiedPositives;
    seen += tiedPositives + tiedNegatives;
    area += tiedPositives * (found / seen);
  });
  return area / positives;
}
