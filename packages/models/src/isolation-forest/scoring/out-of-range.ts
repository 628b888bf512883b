import type { ColumnRanges } from '../growing/column-ranges.js';

/**
 * A forest cannot tell a value just outside its training range from one far outside: both fall into the outermost leaf. This term
 * shortens the path by log2(1 + e), as if e more halvings had isolated the row, where e is how far the row lies outside of the
 * training range, in widths of that range, summed over columns.
 */
export interface OutOfRange {
  /** By how much the row's path is shortened; 0 inside the range. Missing values count as inside. */
  shortening(row: ArrayLike<number>, offset: number): number;
  /** Adds each column's part of the shortening to `contributions`. */
  addContributions(row: ArrayLike<number>, contributions: Float64Array): void;
}

// Keeps the score of an infinite value finite: 2^30 widths outside shorten a path by 30.
const largestExcess = 2 ** 30;

/** @param minimumRange per column, the least width its range is taken to have, in the column's unit. */
export function createOutOfRange({ low, high }: ColumnRanges, minimumRange: Float64Array): OutOfRange {
  const width = high.map((value, j) => Math.max(value - low[j], minimumRange[j]) || 1);

  function excess(row: ArrayLike<number>, offset: number, j: number): number {
    const value = row[offset + j];
    const outside = Math.max(low[j] - value, value - high[j], 0);
    return outside > 0 ? Math.min(outside / width[j], largestExcess) : 0;
  }

  function total(row: ArrayLike<number>, offset: number): number {
    let sum = 0;
    for (let j = 0; j < width.length; j++) sum += excess(row, offset, j);
    return sum;
  }

  return {
    shortening: (row, offset) => Math.log2(1 + total(row, offset)),
    addContributions(row, contributions) {
      const sum = total(row, 0);
      if (sum === 0) return;
      const shortening = Math.log2(1 + sum);
      for (let j = 0; j < width.length; j++) contributions[j] += (shortening * excess(row, 0, j)) / sum;
    },
  };
}
