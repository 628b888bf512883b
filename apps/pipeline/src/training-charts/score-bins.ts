import { type Area, isDrawable } from '../charts/geometry.js';
import type { Scale } from '../charts/scale.js';

/** A bar of the histogram: where it stands, in pixels, and what it holds. */
export interface Bin {
  readonly left: number;
  readonly right: number;
  normal: number;
  anomalies: number;
  /** The least and the greatest score in it. */
  low: number;
  high: number;
}

/** More bars for more scores, by Rice's rule. */
export function binWidth(scores: number, { left, right }: Area): number {
  return (right - left) / Math.min(58, Math.max(12, Math.ceil(2 * Math.cbrt(scores))));
}

/**
 * Counts scores in bars of equal width on paper. One edge is at the threshold, so that what stands at its right is what is above it. What is
 * beyond the area less a bar at each side counts in the bar there.
 */
export function countBins(
  { scores, labels }: { readonly scores: ArrayLike<number>; readonly labels?: ArrayLike<number> },
  threshold: number | null,
  scale: Scale,
  { left, right }: Area,
  width: number,
): Bin[] {
  const at: Scale = (score) => Math.min(right - width, Math.max(left + width, scale(score)));
  const edge = threshold === null ? left + width : at(threshold);
  const bins = new Map<number, Bin>();
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i];
    if (!isDrawable(score)) continue;
    let index = Math.ceil((at(score) - edge) / width);
    // Next to the threshold the position may be the same where the score is not.
    if (threshold !== null) index = score > threshold ? Math.max(1, index) : Math.min(0, index);
    let bin = bins.get(index);
    if (!bin) {
      const start = edge + (index - 1) * width;
      bin = { left: start, right: start + width, normal: 0, anomalies: 0, low: score, high: score };
      bins.set(index, bin);
    }
    if (labels?.[i] === 1) bin.anomalies++;
    else bin.normal++;
    if (score < bin.low) bin.low = score;
    if (score > bin.high) bin.high = score;
  }
  return [...bins.values()].sort((a, b) => a.left - b.left);
}
