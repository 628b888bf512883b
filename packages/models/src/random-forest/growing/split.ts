import { binCounter, smallNode } from './bin-counts.js';
import { type BinnedColumns, edgesBelow } from './binning.js';

/** How a node is split. */
export interface Split {
  readonly column: number;
  /** Samples whose code is above it go right. */
  readonly cut: number;
  /** Where missing values go; undefined when the node has none in this column. */
  readonly missingLeft: boolean | undefined;
  /** Decrease of Gini impurity times the node's weight. */
  readonly gain: number;
}

const { code, count0, count1, found, findCut, countBySorting, countCoarse, countFine } = binCounter;

/** Searches for the best split of one node after the other. */
export interface SplitSearch {
  /** Forgets the node before: the next one holds the samples [start, end), `count0` and `count1` of each class. */
  begin(start: number, end: number, count0: number, count1: number): void;
  /** Tries every cut of a column; false when the column is constant in this node. */
  tryColumn(column: number): boolean;
  /** True when a cut parts the classes completely, so that no other column can be better. */
  isPerfect(): boolean;
  /** The best of all columns tried, undefined when every cut leaves a side too small. */
  best(): Split | undefined;
}

/** What the search needs to know of the training. */
export interface SplitSettings {
  readonly classWeights: readonly [number, number];
  readonly minSamplesLeaf: number;
}

/**
 * Finds the split with the largest decrease of weighted Gini impurity. There is no least gain: where one class is rare, the first
 * useful splits gain next to nothing.
 *
 * Small nodes look at every code. Larger ones count into coarse bins, then look at every code of the two bins that meet at
 * the best cut of the best column.
 */
export function createSplitSearch(
  columns: BinnedColumns,
  samples: Int32Array,
  settings: SplitSettings,
): SplitSearch {
  const { edges, fineBits, missing } = columns;
  const { minSamplesLeaf } = settings;
  const [weight0, weight1] = settings.classWeights;
  let start = 0;
  let end = 0;
  let total0 = 0;
  let total1 = 0;
  // The best cut so far: above the bin `codeBelow`, below the occupied bin `codeAbove`.
  let gain = -1;
  let column = -1;
  let missingLeft: boolean | undefined;
  let isFine = true;
  let codeBelow = 0;
  let codeAbove = 0;
  // Samples on the left even without the bin below the cut.
  let before0 = 0;
  let before1 = 0;

  /** Tries the cut above each of the first bins of a column, with `left0` and `left1` samples on the left from the start. */
  function scan(
    tried: number,
    binCount: number,
    left0: number,
    left1: number,
    goesLeft: boolean | undefined,
    fine: boolean,
  ): void {
    const cut = findCut(binCount, left0, left1, total0, total1, weight0, weight1, minSamplesLeaf, gain);
    if (cut < 0) return;
    column = tried;
    missingLeft = goesLeft;
    isFine = fine;
    [gain, before0, before1] = found;
    codeBelow = code[cut];
    codeAbove = code[cut + 1];
  }

  /** The edge nearest to the middle of the gap between the codes, in the column's unit. */
  function middleCut(columnEdges: Float64Array): number {
    const last = Math.min(codeAbove, columnEdges.length) - 1;
    const middle = columnEdges[codeBelow] / 2 + columnEdges[last] / 2;
    // Halves of the smallest numbers round, to either side.
    return Math.min(last, Math.max(codeBelow, edgesBelow(columnEdges, middle)));
  }

  return {
    begin(from, to, samples0, samples1) {
      start = from;
      end = to;
      total0 = samples0;
      total1 = samples1;
      gain = -1;
      column = -1;
    },
    tryColumn(tried) {
      const bits = fineBits[tried];
      const small = end - start <= smallNode;
      let fine = small || bits === 0;
      let count = small
        ? countBySorting(columns, tried, samples, start, end)
        : countCoarse(columns, tried, samples, start, end);
      if (count === 1 && !fine) {
        count = countFine(columns, tried, samples, start, end, code[0], code[0]);
        fine = true;
      }
      if (count < 2) return false;
      const last = count - 1;
      const missingCode = fine ? missing[tried] : missing[tried] >>> bits;
      if (missing[tried] === 0 || code[last] !== missingCode) {
        scan(tried, last, 0, 0, undefined, fine);
        return true;
      }
      // Missing values are the last bin: on the right (the last cut leaves only them there), then on the left.
      const [missing0, missing1] = [count0[last], count1[last]];
      scan(tried, last, 0, 0, false, fine);
      scan(tried, last - 1, missing0, missing1, true, fine);
      return true;
    },
    isPerfect() {
      return gain >= total0 * weight0 * total1 * weight1 * (1 - 1e-9);
    },
    best() {
      if (column < 0) return undefined;
      if (!isFine) {
        const count = countFine(columns, column, samples, start, end, codeBelow, codeAbove);
        gain = -1;
        scan(column, count - 1, before0, before1, missingLeft, true);
      }
      return {
        column,
        cut: middleCut(edges[column]),
        missingLeft,
        gain: (2 * gain) / (total0 * weight0 + total1 * weight1),
      };
    },
  };
}
