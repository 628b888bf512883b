import type { Matrix } from '../../matrix.js';
import type { Scorer } from '../../model/base-model.js';
import { once } from '../../once.js';
import { hasMissing } from '../../trees/has-missing.js';
import { sumBitRows } from '../../trees/sum-bit-rows.js';
import { unpackTrees } from '../packed-trees.js';
import type { RandomForestState } from '../state.js';
import { toCalibrated } from '../training/platt.js';
import { addContributions, sumValues } from '../tree.js';
import { compileBitTrees } from './bit-trees.js';
import { compileForest } from './compiled-forest.js';
import { sumRow } from './sum-row.js';
import { sumRows } from './sum-rows.js';

/** Batches of at least so many rows pay for copying the forest to the kernel. */
const kernelRows = 256;

/** After so many rows the forest is laid out for the bit kernel, which takes 20 ms, and 80 ms in a fresh process. */
const rowsUntilBits = 2 ** 15;

/**
 * Makes a forest ready to score, by the fastest way that applies: many rows through a WebAssembly kernel (that of the isolation forest
 * where the trees are small and much is scored), few or one through the same layout in JavaScript, rows with missing values
 * through the reference. All give the same sums.
 */
export function createForestScorer({ forest, calibrator }: RandomForestState, columns: number): Scorer {
  // For rows with missing values and explanations; most detectors never ask.
  const trees = once(() => unpackTrees(forest));
  const compiled = once(() => compileForest(forest));
  const bits = once(() => compileBitTrees(trees()));
  const codes = new Uint16Array(columns);
  let rowsSeen = 0;

  function toScore(sum: number): number {
    const raw = sum / forest.trees;
    return calibrator ? toCalibrated(raw, calibrator) : raw;
  }

  function scoreRow(row: ArrayLike<number>): number {
    return toScore(hasMissing(row, 0, columns) ? sumValues(trees(), row, 0) : sumRow(compiled(), row, codes));
  }

  /** Adds up leaf values as if nothing were missing; false when no kernel takes these rows. */
  function sumFast(data: Float64Array, sums: Float64Array): boolean {
    if (sums.length < kernelRows) return false;
    rowsSeen += sums.length;
    const bitForest = rowsSeen > rowsUntilBits ? bits() : undefined;
    if (bitForest && sumBitRows(bitForest, data, columns, sums)) return true;
    return sumRows(compiled(), data, sums);
  }

  return {
    score({ data, rows }: Matrix): Float64Array {
      const scores = new Float64Array(rows);
      const fast = sumFast(data, scores);
      for (let i = 0; i < rows; i++) {
        const offset = i * columns;
        const known = fast && !hasMissing(data, offset, columns);
        scores[i] = known ? toScore(scores[i]) : scoreRow(data.subarray(offset, offset + columns));
      }
      return scores;
    },
    scoreRow,
    explain(row) {
      const contributions = new Float64Array(columns);
      for (const tree of trees()) addContributions(tree, row, contributions);
      return contributions.map((sum) => sum / forest.trees);
    },
  };
}
