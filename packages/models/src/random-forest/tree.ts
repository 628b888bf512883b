import { leaf } from '../trees/leaf.js';

/** One tree, nodes in preorder: a split is followed by its left subtree, then its right one. */
export interface Tree {
  /** Column of the split, or {@link leaf}. */
  readonly feature: Uint16Array;
  /** Rows whose value is above it go right. */
  readonly threshold: Float64Array;
  /** 1 where a missing value goes left. */
  readonly missingLeft: Uint8Array;
  /** Index of the right child; the left one is the next node. */
  readonly right: Uint32Array;
  /** What a row that ends in this leaf adds to the sum; at splits see {@link averageSplits}. */
  readonly value: Float64Array;
  /** How many samples of training a leaf stands for; at splits the sum over the leaves below. */
  readonly count: Float64Array;
}

/** The reference: the leaf in which a row ends. The fast paths are tested equal to it. ±Infinity compares like any value. */
export function findLeaf(tree: Tree, row: ArrayLike<number>, offset: number): number {
  const { feature, right } = tree;
  let node = 0;
  while (feature[node] !== leaf) {
    const value = row[offset + feature[node]];
    node = goesRight(tree, node, value) ? right[node] : node + 1;
  }
  return node;
}

function goesRight({ threshold, missingLeft }: Tree, node: number, value: number): boolean {
  return Number.isNaN(value) ? missingLeft[node] === 0 : value > threshold[node];
}

/** Gives every split the mean value of the leaves below it, weighted by their counts. */
export function averageSplits({ feature, right, value, count }: Tree): void {
  // In preorder children come after their parent.
  for (let node = feature.length - 1; node >= 0; node--) {
    if (feature[node] === leaf) continue;
    const [a, b] = [node + 1, right[node]];
    count[node] = count[a] + count[b];
    value[node] =
      count[node] > 0 ? (count[a] * value[a] + count[b] * value[b]) / count[node] : (value[a] + value[b]) / 2;
  }
}

/** The sum over trees of the values of the leaves in which a row ends, added in tree order: the reference of every score. */
export function sumValues(trees: readonly Tree[], row: ArrayLike<number>, offset: number): number {
  let sum = 0;
  for (const tree of trees) sum += tree.value[findLeaf(tree, row, offset)];
  return sum;
}

/**
 * Adds to `contributions`, per column, what its splits add to the row's value: each split is credited the value of the child that
 * the row takes minus its own. Over a tree the credits telescope to the leaf's value minus the root's, exactly.
 */
export function addContributions(tree: Tree, row: ArrayLike<number>, contributions: Float64Array): void {
  const { feature, right, value } = tree;
  for (let node = 0; feature[node] !== leaf; ) {
    const column = feature[node];
    const child = goesRight(tree, node, row[column]) ? right[node] : node + 1;
    contributions[column] += value[child] - value[node];
    node = child;
  }
}
