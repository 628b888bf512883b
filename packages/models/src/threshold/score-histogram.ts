import { list, object, type Shape, size } from '../shape.js';
import { levelCount, levelStep, levelsBelow, levelValue } from './levels.js';

/** State of a {@link ScoreHistogram}: ten-thousandths of a score per level, without the zeros at either end. */
export type HistogramSnapshot = {
  readonly first: number;
  readonly counts: readonly number[];
  readonly sinceDecay: number;
};

const halfLife = 2000;
const decayEvery = 100;
const keep = 2 ** (-decayEvery / halfLife);
// Whole numbers, so that sums are exact in any order: a restored histogram gives the same ranks.
const one = 10_000;
const bins = levelCount + 1;
// The largest power of two that is not beyond the bins.
const highestStride = 2 ** Math.floor(Math.log2(bins));

const fields = object<HistogramSnapshot>({ first: size, counts: list(size), sinceDecay: size });

export const histogramShape: Shape<HistogramSnapshot> = (value): value is HistogramSnapshot =>
  fields(value) && Number.isInteger(value.first) && value.first + value.counts.length <= bins;

/**
 * Recent scores by level, for their median and the rank of a new one; a score weighs half after 2,000 more. A binary indexed tree
 * (Fenwick 1994): a push and a query touch at most nine numbers.
 */
export class ScoreHistogram {
  readonly #counts = new Float64Array(bins);
  /** One-based: entry i holds the sum of the `i & -i` bins up to and with bin i - 1. */
  readonly #tree = new Float64Array(bins + 1);
  #total = 0;
  #sinceDecay = 0;

  constructor(from?: HistogramSnapshot) {
    if (!from) return;
    this.#counts.set(from.counts, from.first);
    this.#sinceDecay = from.sinceDecay;
    this.#plant();
  }

  push(logScore: number): void {
    const bin = levelsBelow(logScore);
    this.#counts[bin] += one;
    this.#total += one;
    for (let i = bin + 1; i <= bins; i += i & -i) this.#tree[i] += one;
    if (++this.#sinceDecay < decayEvery) return;
    this.#sinceDecay = 0;
    for (let i = 0; i < bins; i++) this.#counts[i] = Math.round(this.#counts[i] * keep);
    this.#plant();
  }

  /** Median of ln(score), interpolated within a level; `undefined` when empty. */
  median(): number | undefined {
    if (this.#total === 0) return undefined;
    let rest = this.#total / 2;
    let bin = 0;
    for (let stride = highestStride; stride > 0; stride >>= 1) {
      if (bin + stride > bins || this.#tree[bin + stride] >= rest) continue;
      bin += stride;
      rest -= this.#tree[bin];
    }
    return levelValue(bin) - levelStep * (1 - rest / this.#counts[bin]);
  }

  /** Conformal rank: (1 + how many are at least as large, to within a level) / (1 + how many there are). */
  rank(logScore: number): number {
    let below = 0;
    for (let i = levelsBelow(logScore); i > 0; i -= i & -i) below += this.#tree[i];
    return (one + this.#total - below) / (one + this.#total);
  }

  snapshot(): HistogramSnapshot {
    let first = 0;
    let end = bins;
    while (first < end && this.#counts[first] === 0) first++;
    while (end > first && this.#counts[end - 1] === 0) end--;
    return { first, counts: [...this.#counts.subarray(first, end)], sinceDecay: this.#sinceDecay };
  }

  #plant(): void {
    this.#tree.fill(0);
    this.#total = 0;
    for (let i = 1; i <= bins; i++) {
      this.#total += this.#counts[i - 1];
      this.#tree[i] += this.#counts[i - 1];
      const parent = i + (i & -i);
      if (parent <= bins) this.#tree[parent] += this.#tree[i];
    }
  }
}
