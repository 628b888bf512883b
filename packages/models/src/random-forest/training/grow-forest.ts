import type { Matrix } from '../../matrix.js';
import type { FitContext } from '../../model/training.js';
import type { Random } from '../../random.js';
import type { Engine, GrowTree } from '../growing/engine.js';
import { findLeaf, type Tree } from '../tree.js';
import type { Bag } from './bootstrap.js';
import type { Novelty } from './novelty.js';

/** Options of a forest, resolved for one training. */
export interface FitSettings {
  readonly trees: number;
  readonly novelty: Novelty;
  readonly references: number;
  readonly random: Random;
  readonly engine: Engine;
}

/** Trees with what can be said of them from the rows that each did not see. */
export interface GrownForest {
  readonly trees: readonly Tree[];
  /** Per row, the mean value over the trees whose bag it was out of; `NaN` when it was in all of them. */
  readonly outOfBag: Float64Array;
  /** Per column, its share of all impurity decreases; sums to 1, all 0 when no tree has a split. */
  readonly importance: Float64Array;
}

/** What a forest is grown from. */
export interface ForestPlan {
  readonly trees: number;
  readonly drawBag: () => Bag;
  readonly growTree: GrowTree;
  /** Rows that each tree judges when it has not seen them. */
  readonly judged: Matrix;
  /** Where each judged row stands in a bag, -1 for rows that are never in one; as in the bag when left out. */
  readonly places?: Int32Array;
  /** Called for each tree before it judges; may give its leaves other values. */
  readonly finishTree?: (tree: Tree) => void;
  /** The value of a judged row in its leaf, where that is not simply the leaf's. */
  readonly judge?: (tree: Tree, leaf: number, row: number) => number;
}

/** Grows tree after tree; between trees reports progress, looks at the abort signal and lets the event loop turn. */
export async function growForest(
  plan: ForestPlan,
  columns: number,
  context: FitContext,
): Promise<GrownForest> {
  const { drawBag, growTree, judged, places, finishTree, judge } = plan;
  const trees: Tree[] = [];
  const sums = new Float64Array(judged.rows);
  const judges = new Uint32Array(judged.rows);
  const decrease = new Float64Array(columns);
  for (let t = 0; t < plan.trees; t++) {
    const bag = drawBag();
    const tree = growTree(bag, decrease);
    finishTree?.(tree);
    for (let i = 0; i < judged.rows; i++) {
      const place = places ? places[i] : i;
      if (place >= 0 && bag[place] > 0) continue;
      const leaf = findLeaf(tree, judged.data, i * columns);
      sums[i] += judge ? judge(tree, leaf, i) : tree.value[leaf];
      judges[i]++;
    }
    trees.push(tree);
    const turn = context.report(t + 1, plan.trees);
    if (turn) await turn;
  }
  return {
    trees,
    outOfBag: sums.map((sum, i) => sum / judges[i]),
    importance: toImportance(decrease),
  };
}

/** Per column, its share of all impurity decreases; all 0 when there are none. */
export function toImportance(decrease: Float64Array): Float64Array {
  const total = decrease.reduce((sum, value) => sum + value, 0);
  return decrease.map((value) => (total > 0 ? value / total : 0));
}
