import { damaged } from '../codec.js';
import { leaf } from '../trees/leaf.js';
import type { ColumnRanges } from './growing/column-ranges.js';
import { averagePathLength } from './path-length.js';

/** Largest subsample a tree may be grown from, which bounds depth (16) and memory. */
export const maximumSubsample = 65_536;

/**
 * The nodes of all trees one after the other, each tree in preorder: a split is followed by its left subtree, then its right
 * one. The shape needs no child pointers, and so a damaged file cannot hold a cycle.
 */
export interface ForestNodes {
  /** Column of the split, or 65,535 at a leaf. */
  readonly feature: Uint16Array;
  /** Rows whose value is above it go right; 0 at leaves. */
  readonly threshold: Float64Array;
  /** Training samples that reached the node. */
  readonly count: Uint32Array;
  /** In an extended forest; `feature` then only tells splits from leaves. */
  readonly hyperplanes?: Hyperplanes;
}

/**
 * The splits of an extended isolation forest: each compares a weighted sum of several columns with its threshold, instead of one
 * column. Saved beside the nodes, split after split in their order.
 */
export interface Hyperplanes {
  /** Columns per split. */
  readonly terms: number;
  /** Per split and term. */
  readonly column: Uint16Array;
  /** Per split and term; 0 when a split has fewer columns. */
  readonly weight: Float64Array;
  /** Per column, the mean training value: attribution measures how far a row lies from it. */
  readonly center: Float64Array;
}

/** A fitted forest as it is saved. */
export interface ForestState extends ForestNodes {
  /** How many rows each tree was grown from. */
  readonly subsample: number;
  readonly trees: number;
  /** How many times trees were replaced since the training. */
  readonly renewals: number;
  /** Where training values lay; kept only for the out-of-range term. */
  readonly range?: ColumnRanges;
}

/** A forest with what its preorder implies written out, for walking it. */
export interface LinkedForest extends ForestState {
  /** Index of each tree's root. */
  readonly roots: Uint32Array;
  /** Index of each split's right child; the left one is the next node. */
  readonly right: Uint32Array;
  /** Path length that a row ending in this leaf has: its depth + c(count). At splits the mean over the samples below. */
  readonly pathLength: Float64Array;
  /** Depth of the deepest leaf. */
  readonly depth: number;
}

/** The greatest depth of a tree: beyond the average depth of a random tree, isolating further says nothing. */
export function depthLimit(subsample: number): number {
  return Math.ceil(Math.log2(Math.max(2, subsample)));
}

/** How many of the nodes are splits. */
export function countSplits(feature: Uint16Array): number {
  return feature.reduce((splits, column) => splits + (column === leaf ? 0 : 1), 0);
}

/**
 * Finds roots, right children and path lengths in one pass.
 *
 * @throws ModelError `INVALID_MODEL` when the nodes do not form exactly that many trees within the depth limit, or a split sends
 * samples nowhere.
 */
export function linkForest(state: ForestState): LinkedForest {
  const { feature, count, trees } = state;
  const nodes = feature.length;
  const limit = depthLimit(state.subsample);
  const roots = new Uint32Array(trees);
  const right = new Uint32Array(nodes);
  const pathLength = new Float64Array(nodes);
  let deepest = 0;
  let next = 0;

  function link(depth: number): number {
    const node = next++;
    if (node >= nodes) throw damaged('forest', 'complete: its last tree ends too early');
    deepest = Math.max(deepest, depth);
    if (feature[node] === leaf) {
      pathLength[node] = depth + averagePathLength(count[node]);
      return node;
    }
    if (depth === limit) throw damaged('forest', `at most ${limit} levels deep`);
    const left = link(depth + 1);
    right[node] = link(depth + 1);
    const [n1, n2] = [count[left], count[right[node]]];
    if (n1 + n2 !== count[node] || count[node] === 0) {
      throw damaged('forest', 'consistent: samples of a split add up');
    }
    pathLength[node] = (n1 * pathLength[left] + n2 * pathLength[right[node]]) / count[node];
    return node;
  }

  for (let tree = 0; tree < trees; tree++) roots[tree] = link(0);
  if (next !== nodes) throw damaged('forest', `exactly ${trees} trees`);
  return { ...state, roots, right, pathLength, depth: deepest };
}
