/** Ascending copy of the finite values; the order that every function of this file expects. */
export function sortedFinite(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values)
    .filter((value) => Number.isFinite(value))
    .sort();
}

/** Quantile of ascending values by linear interpolation (Hyndman and Fan, type 7); `NaN` when there are none. Cost: O(1). */
export function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** A normal distribution's standard deviation is this multiple of its median absolute deviation. */
export const normalScale = 1.4826;

/**
 * Median absolute deviation from the median, unscaled, of ascending values, at least one. The deviations are met in
 * order by walking outwards from the median. Cost: O(n).
 */
export function medianAbsoluteDeviation(sorted: Float64Array): number {
  const median = quantile(sorted, 0.5);
  const middle = (sorted.length - 1) / 2;
  let above = Math.floor(middle) + 1;
  let below = above - 1;
  let last = 0;
  let previous = 0;
  for (let taken = 0; taken <= Math.ceil(middle); taken++) {
    const down = below >= 0 ? median - sorted[below] : Number.POSITIVE_INFINITY;
    const up = above < sorted.length ? sorted[above] - median : Number.POSITIVE_INFINITY;
    previous = last;
    last = Math.min(down, up);
    if (down <= up) below--;
    else above++;
  }
  return Number.isInteger(middle) ? last : (previous + last) / 2;
}
