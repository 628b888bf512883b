/**
 * Conformal p-value of a score among ascending calibration scores: (1 + #{at least as large}) / (1 + n). Under exchangeability
 * it is at most alpha with probability at most alpha. `NaN` for a missing score. Cost: O(log n).
 *
 * Source: Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005.
 */
export function conformalRank(sorted: Float64Array, score: number): number {
  if (Number.isNaN(score)) return Number.NaN;
  let below = 0;
  let end = sorted.length;
  while (below < end) {
    const middle = (below + end) >>> 1;
    if (sorted[middle] < score) below = middle + 1;
    else end = middle;
  }
  return (1 + sorted.length - below) / (1 + sorted.length);
}
