import type { Matrix } from '../matrix.js';
import type { FitContext } from '../model/training.js';
import type { Bag } from './bootstrap.js';
import { findLeaf, type Tree } from './tree.js';

/** A way to grow one tree from a bag of rows: the builtin one, or another library. Adds impurity decreases to `importance`. */
export type GrowTree = (bag: Bag, importance: Float64Array) => Tree;

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

/** Grows tree after tree; between trees reports progress, minds the abort signal and lets the event loop turn. */
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
  const allDecrease = decrease.reduce((sum, value) => sum + value, 0);
  return {
    trees,
    outOfBag: sums.map((sum, i) => sum / judges[i]),
    importance: decrease.map((value) => (allDecrease > 0 ? value / allDecrease : 0)),
  };
}
