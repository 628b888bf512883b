import type { Scorer } from '../base-model.js';
import type { Matrix } from '../matrix.js';
import type { LinkedForest } from './forest.js';
import type { OutOfRange } from './out-of-range.js';
import { maximumPaddedDepth, padForest, sumPaddedRow, sumPaddedRows } from './padded-forest.js';
import { averagePathLength } from './path-length.js';
import { addPathContributions, sumPathLengths } from './walk.js';

/** Makes a forest ready to score: lays it out for speed, and falls back to the reference where a row has missing values. */
export function createForestScorer(forest: LinkedForest, outOfRange: OutOfRange | undefined): Scorer {
  const trees = forest.roots.length;
  const padded = forest.depth <= maximumPaddedDepth ? padForest(forest) : undefined;
  // A forest of single samples has c = 0; every path then has length 0 and the paper's middle score, 0.5, is right.
  const normalizer = averagePathLength(forest.subsample) || Number.POSITIVE_INFINITY;
  const neutral = normalizer === Number.POSITIVE_INFINITY ? 1 : 0;

  function toScore(sum: number, row: ArrayLike<number>, offset: number): number {
    const path = sum / trees - (outOfRange ? outOfRange.shortening(row, offset) : 0);
    return 2 ** -(path / normalizer + neutral);
  }

  function hasMissing(row: ArrayLike<number>, offset: number): boolean {
    for (let j = 0; j < forest.low.length; j++) if (Number.isNaN(row[offset + j])) return true;
    return false;
  }

  return {
    score({ data, rows, columns }: Matrix): Float64Array {
      const scores = new Float64Array(rows);
      if (padded) sumPaddedRows(padded, data, columns, scores);
      for (let i = 0; i < rows; i++) {
        const offset = i * columns;
        const walk = !padded || hasMissing(data, offset);
        scores[i] = toScore(walk ? sumPathLengths(forest, data, offset) : scores[i], data, offset);
      }
      return scores;
    },
    scoreRow(row) {
      const walk = !padded || hasMissing(row, 0);
      return toScore(walk ? sumPathLengths(forest, row, 0) : sumPaddedRow(padded, row), row, 0);
    },
    explain(row) {
      const contributions = new Float64Array(forest.low.length);
      addPathContributions(forest, row, contributions);
      for (let j = 0; j < contributions.length; j++) contributions[j] /= trees;
      outOfRange?.addContributions(row, contributions);
      return contributions;
    },
  };
}
