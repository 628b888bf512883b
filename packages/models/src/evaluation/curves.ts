import { countLabels, forEachTie } from './ties.js';

/** What calling every score at or above `threshold` an anomaly comes to. */
export interface RocPoint {
  /** `Infinity` at the first point, where nothing is called an anomaly. */
  readonly threshold: number;
  /** Share of the normal rows that are called anomalies; `NaN` when there are none. */
  readonly falsePositiveRate: number;
  /** Share of the anomalies that are found; `NaN` when there are none. */
  readonly truePositiveRate: number;
}

/** What calling every score at or above `threshold` an anomaly comes to. */
export interface PrecisionRecallPoint {
  readonly threshold: number;
  /** Share of the anomalies that are found; `NaN` when there are none. */
  readonly recall: number;
  /** Share of what is called an anomaly that is one. */
  readonly precision: number;
}

/**
 * The ROC curve, from the corner where nothing is called an anomaly to the one where everything is: one point for each distinct score,
 * from the highest down. Straight lines between them enclose {@link rocAuc}. `NaN` scores count as the lowest. Cost: sorts the scores once.
 *
 * @throws ModelError `INVALID_DATA` when the lengths differ.
 *
 * @example
 * ```ts
 * rocPoints([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).map(({ falsePositiveRate }) => falsePositiveRate); // [0, 0, 0.5, 0.5, 1]
 * ```
 */
export function rocPoints(scores: ArrayLike<number>, labels: ArrayLike<number>): RocPoint[] {
  const { positives, negatives } = countLabels(scores, labels);
  let [found, wrong] = [0, 0];
  const point = (threshold: number): RocPoint => ({
    threshold,
    falsePositiveRate: wrong / negatives,
    truePositiveRate: found / positives,
  });
  const points = [point(Number.POSITIVE_INFINITY)];
  forEachTie(scores, labels, (tiedPositives, tiedNegatives, score) => {
    found += tiedPositives;
    wrong += tiedNegatives;
    points.push(point(score));
  });
  return points;
}

/**
 * The precision-recall curve: one point for each distinct score, from the highest down, recall rising to 1. Steps, each as high as the
 * point at its right end, enclose {@link averagePrecision}; straight lines between the points would promise too much. `NaN` scores
 * count as the lowest. Cost: sorts the scores once.
 *
 * @throws ModelError `INVALID_DATA` when the lengths differ.
 *
 * @example
 * ```ts
 * precisionRecallPoints([0.9, 0.8, 0.7, 0.6], [1, 0, 0, 1]).map(({ recall }) => recall); // [0.5, 0.5, 0.5, 1]
 * ```
 */
export function precisionRecallPoints(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): PrecisionRecallPoint[] {
  const { positives } = countLabels(scores, labels);
  let [found, seen] = [0, 0];
  const points: PrecisionRecallPoint[] = [];
  forEachTie(scores, labels, (tiedPositives, tiedNegatives, threshold) => {
    found += tiedPositives;
    seen += tiedPositives + tiedNegatives;
    points.push({ threshold, recall: found / positives, precision: found / seen });
  });
  return points;
}
