import { levelCount, levelStep, levelsBelow, levelValue } from './levels.js';

/** State of a {@link ScoreHistogram}: per level from the lowest, without the zeros at either end. */
export type HistogramSnapshot = {
  readonly first: number;
  readonly counts: readonly number[];
  readonly sinceDecay: number;
};

const halfLife = 2000;
const decayEvery = 100;
const keep = 2 ** (-decayEvery / halfLife);
const precision = 1e4;

/** Recent scores by level, for median and rank; a score weighs half after 2,000 more. Cost of a query: at most the levels. */
export class ScoreHistogram {
  readonly #counts = new Float64Array(levelCount + 1);
  #total = 0;
  #sinceDecay = 0;

  constructor(from?: HistogramSnapshot) {
    if (!from) return;
    this.#counts.set(from.counts, from.first);
    this.#total = sum(this.#counts);
    this.#sinceDecay = from.sinceDecay;
  }

  push(logScore: number): void {
    this.#counts[levelsBelow(logScore)]++;
    this.#total++;
    if (++this.#sinceDecay < decayEvery) return;
    this.#sinceDecay = 0;
    for (let level = 0; level <= levelCount; level++) {
      this.#counts[level] = Math.round(this.#counts[level] * keep * precision) / precision;
    }
    this.#total = sum(this.#counts);
  }

  /** ln(score) at a quantile, to within a level; `undefined` when empty. */
  quantile(share: number): number | undefined {
    if (this.#total === 0) return undefined;
    const wanted = share * this.#total;
    let below = 0;
    for (let level = 0; level <= levelCount; level++) {
      const here = this.#counts[level];
      if (below + here >= wanted && here > 0) {
        return levelValue(level) - levelStep * (1 - (wanted - below) / here);
      }
      below += here;
    }
    return levelValue(levelCount);
  }

  /** Conformal rank: (1 + how many are at least as large, to within a level) / (1 + how many there are). */
  rank(logScore: number): number {
    let above = 0;
    for (let level = levelCount; level >= levelsBelow(logScore); level--) above += this.#counts[level];
    return (1 + above) / (1 + this.#total);
  }

  snapshot(): HistogramSnapshot {
    let first = 0;
    let end = levelCount + 1;
    while (first < end && this.#counts[first] === 0) first++;
    while (end > first && this.#counts[end - 1] === 0) end--;
    return { first, counts: [...this.#counts.subarray(first, end)], sinceDecay: this.#sinceDecay };
  }
}

// Summed anew rather than carried along, so that a restored total has the same rounding.
function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
