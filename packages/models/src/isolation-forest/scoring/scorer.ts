import type { Matrix } from '../../matrix.js';
import type { Scorer } from '../../model/base-model.js';
import { once } from '../../once.js';
import { compileBitForest, type SummedForest } from '../../trees/bit-forest.js';
import { hasMissing } from '../../trees/has-missing.js';
import { sumBitRows } from '../../trees/sum-bit-rows.js';
import { type ForestState, type LinkedForest, linkForest } from '../forest.js';
import { averagePathLength } from '../path-length.js';
import { exp2 } from './exp2.js';
import { axisSplits, ForestWalk } from './forest-walk.js';
import { hyperplaneSplits } from './hyperplane-splits.js';
import { addLeafContributions, tabulateContributions } from './leaf-contributions.js';
import type { OutOfRange } from './out-of-range.js';
import { padForest, reachLeaves, sumPaddedRows } from './padded-forest.js';

/** The first batch of at least so many rows pays for laying the forest out for the kernel; then far smaller ones gain by it. */
const rowsToCompile = 8192;
const rowsOnceCompiled = 256;

/**
 * Makes a forest ready to score, by the fastest way that applies: many rows through the WebAssembly kernel, few or one through
 * the padded layout, and rows with missing values, or forests too deep to pad, through the reference. All give the same sums.
 * Layouts are made when they are first used, so that a model that is only trained, saved or loaded pays for none.
 */
export function createForestScorer(
  state: ForestState,
  columns: number,
  outOfRange: OutOfRange | undefined,
): Scorer {
  const { trees, hyperplanes } = state;
  const linked = once(() => linkForest(state));
  const walk = once(() => {
    const forest = linked();
    return new ForestWalk(forest, hyperplanes ? hyperplaneSplits(forest, hyperplanes) : axisSplits(forest));
  });
  const padded = once(() => (hyperplanes ? undefined : padForest(linked())));
  const bits = once(() => (hyperplanes ? undefined : compileBitForest(summed(linked()))));
  const table = once(() => {
    const forest = padded();
    return forest && tabulateContributions(linked(), forest, columns);
  });
  let kernelRows = rowsToCompile;
  const reached = new Int32Array(trees);
  const row = new Float64Array(columns);
  // A forest of single samples has c = 0; every path then has length 0 and the paper's middle score, 0.5, is right.
  const normalizer = averagePathLength(state.subsample) || Number.POSITIVE_INFINITY;
  const neutral = normalizer === Number.POSITIVE_INFINITY ? 1 : 0;

  function toScore(sum: number, row: ArrayLike<number>, offset: number): number {
    const path = sum / trees - (outOfRange ? outOfRange.shortening(row, offset) : 0);
    return exp2(-(path / normalizer + neutral));
  }

  /** Copies a row to where the fast paths read it, always the same kind of array; false when a value is missing. */
  function copyRow(given: ArrayLike<number>): boolean {
    for (let j = 0; j < columns; j++) row[j] = given[j];
    return !hasMissing(row, 0, columns);
  }

  /** Adds up path lengths as if nothing were missing; false when this forest has no fast layout. */
  function sumFast(data: Float64Array, sums: Float64Array): boolean {
    const bitForest = sums.length >= kernelRows ? bits() : undefined;
    if (bitForest && sumBitRows(bitForest, data, columns, sums)) {
      kernelRows = rowsOnceCompiled;
      return true;
    }
    const paddedForest = padded();
    if (paddedForest) sumPaddedRows(paddedForest, data, columns, sums);
    return paddedForest !== undefined;
  }

  return {
    score({ data, rows }: Matrix): Float64Array {
      const scores = new Float64Array(rows);
      const fast = sumFast(data, scores);
      for (let i = 0; i < rows; i++) {
        const offset = i * columns;
        const sum =
          fast && !hasMissing(data, offset, columns) ? scores[i] : walk().sumPathLengths(data, offset);
        scores[i] = toScore(sum, data, offset);
      }
      return scores;
    },
    scoreRow(given) {
      const forest = padded();
      if (!copyRow(given) || !forest) return toScore(walk().sumPathLengths(row, 0), row, 0);
      reachLeaves(forest, row, reached);
      let sum = 0;
      for (let tree = 0; tree < trees; tree++) sum += forest.pathLength[reached[tree]];
      return toScore(sum, row, 0);
    },
    explain(given) {
      const contributions = new Float64Array(columns);
      const forest = padded();
      const known = table();
      if (copyRow(given) && forest && known) {
        reachLeaves(forest, row, reached);
        addLeafContributions(known, reached, contributions);
      } else {
        walk().addContributions(row, contributions);
      }
      for (let j = 0; j < columns; j++) contributions[j] /= trees;
      outOfRange?.addContributions(row, contributions);
      return contributions;
    },
  };
}

function summed({ roots, feature, threshold, right, pathLength }: LinkedForest): SummedForest {
  return { roots, feature, threshold, right, value: pathLength };
}
