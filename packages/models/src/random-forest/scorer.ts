import type { Scorer } from '../base-model.js';
import type { Matrix } from '../matrix.js';
import { compileForest, maximumNodes, sumRows } from './compiled.js';
import { unpackTrees } from './forest.js';
import { toCalibrated } from './platt.js';
import type { RandomForestState } from './state.js';
import { addContributions, sumValues } from './tree.js';

/** Makes a forest ready to score: lays it out for speed, and walks node by node where a row has missing values. */
export function createForestScorer({ forest, calibrator }: RandomForestState, columns: number): Scorer {
  const trees = unpackTrees(forest);
  const fits = trees.every((tree) => tree.feature.length <= maximumNodes);
  const compiled = fits ? compileForest(forest, trees) : undefined;

  function toScore(sum: number): number {
    const raw = sum / trees.length;
    return calibrator ? toCalibrated(raw, calibrator) : raw;
  }

  function hasMissing(row: ArrayLike<number>, offset: number): boolean {
    for (let j = 0; j < columns; j++) if (Number.isNaN(row[offset + j])) return true;
    return false;
  }

  return {
    score({ data, rows }: Matrix): Float64Array {
      const scores = new Float64Array(rows);
      if (compiled) sumRows(compiled, data, scores);
      for (let i = 0; i < rows; i++) {
        const walk = !compiled || hasMissing(data, i * columns);
        scores[i] = toScore(walk ? sumValues(trees, data, i * columns) : scores[i]);
      }
      return scores;
    },
    scoreRow: (row) => toScore(sumValues(trees, row, 0)),
    explain(row) {
      const contributions = new Float64Array(columns);
      for (const tree of trees) addContributions(tree, row, contributions);
      return contributions.map((sum) => sum / trees.length);
    },
  };
}
