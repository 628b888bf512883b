import { checkSameLength } from './runs.js';

/** Refuses scores and labels that do not belong together, and counts the labels. */
export function countLabels(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): { positives: number; negatives: number } {
  checkSameLength(scores, labels, 'score');
  let positives = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] === 1) positives++;
  return { positives, negatives: labels.length - positives };
}

/**
 * Visits groups of equal scores from the highest down, with how many of each label a group has. `NaN` scores count as the lowest.
 * Cost: sorts each label's scores as plain numbers, which is several times as fast as sorting positions by a comparison.
 */
export function forEachTie(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  visit: (positives: number, negatives: number, score: number) => void,
): void {
  const { positives, negatives } = countLabels(scores, labels);
  const up = [new Float64Array(negatives), new Float64Array(positives)];
  let [n, p] = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    const score = Number.isNaN(scores[i]) ? Number.NEGATIVE_INFINITY : scores[i];
    if (labels[i] === 1) up[1][p++] = score;
    else up[0][n++] = score;
  }
  const [below, above] = up.map((values) => values.sort());
  while (n + p > 0) {
    const score = Math.max(
      n > 0 ? below[n - 1] : Number.NEGATIVE_INFINITY,
      p > 0 ? above[p - 1] : Number.NEGATIVE_INFINITY,
    );
    const [n0, p0] = [n, p];
    while (n > 0 && below[n - 1] === score) n--;
    while (p > 0 && above[p - 1] === score) p--;
    visit(p0 - p, n0 - n, score);
  }
}
