/**
 * Maps a score to 0..1 for people: 0 at or below the median of normal scores, 0.5 at the threshold, towards 1 beyond; each
 * further distance of the same size halves what is left to 1. Monotone in the score, and above 0.5 exactly when the score
 * is above the threshold, so that the number shown and the decision never disagree. `NaN` stays `NaN`.
 */
export function toProbability(score: number, median: number, threshold: number): number {
  if (Number.isNaN(score)) return Number.NaN;
  const distance = threshold - median;
  const curve = distance > 0 ? 1 - 2 ** (-Math.max(0, score - median) / distance) : score > threshold ? 1 : 0;
  // Rounding at the threshold itself must not contradict the decision.
  return score > threshold ? Math.max(curve, 0.5 + Number.EPSILON) : Math.min(curve, 0.5);
}
