/** Index of the first of the `length` ascending values that is at least `value`. Cost: O(log n). */
export function lowerBound(sorted: Float64Array, length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Conformal p-value of a score among ascending calibration scores: (1 + #{at least as large}) / (1 + n). Under exchangeability
 * it is at most alpha with probability at most alpha. `NaN` for a missing score.
 *
 * Source: Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005.
 */
export function conformalRank(sorted: Float64Array, length: number, score: number): number {
  if (Number.isNaN(score)) return Number.NaN;
  return (1 + length - lowerBound(sorted, length, score)) / (1 + length);
}
