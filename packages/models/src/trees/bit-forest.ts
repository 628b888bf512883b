import { leaf } from './leaf.js';
import { LeafCoder, maximumCodeBits, noEnd } from './leaf-coder.js';

/** Trees whose leaves' values are added up, their nodes one after the other in preorder. */
export interface SummedForest {
  /** Index of each tree's root. */
  readonly roots: Uint32Array;
  /** Column of the split, or {@link leaf}. */
  readonly feature: Uint16Array;
  /** Rows whose value is above it go right. */
  readonly threshold: Float64Array;
  /** Index of each split's right child; the left one is the next node. */
  readonly right: Uint32Array;
  /** What a row that ends in this leaf adds to the sum. */
  readonly value: Float64Array;
}

/**
 * A forest as the WebAssembly kernel reads it: splits grouped by column and sorted by threshold, so that one search per row and
 * column answers all of them at once, and a program per tree that combines the answers, 128 rows to an instruction.
 */
export interface BitForest {
  readonly trees: number;
  readonly splits: number;
  /** Per column with splits: column, first split, number of splits, power of two its thresholds are padded to. */
  readonly features: Int32Array;
  readonly thresholds: Float64Array;
  /**
   * Per tree: number of splits; per split, level by level, its node and its rank among all splits; number of bits of a leaf's
   * code; per bit, how many leaves have it set, and their nodes. The children of the n-th split (n = 0, 1, ...) are the nodes
   * 2n + 1 and 2n + 2.
   */
  readonly program: Uint16Array;
  /** Per tree, the leaf value of every code. */
  readonly values: Float64Array;
  /** Nodes of the largest tree. */
  readonly nodes: number;
}

/** Most splits of a forest that the kernel takes. */
export const maximumIndex = 0xffff;

/**
 * Lays a forest out for the kernel, or returns nothing when it is too large: more than 65,535 splits, or more than 256 different
 * leaf values in one tree. Cost: about 4 ms for 100 trees of 256 rows, ten times that in the first call of a process.
 */
export function compileBitForest(forest: SummedForest): BitForest | undefined {
  const { ends, leafValues } = findEnds(forest);
  const { place, ...columns } = sortSplits(forest, ends);
  const { splits } = columns;
  if (splits > maximumIndex) return undefined;

  const trees = forest.roots.length;
  const coder = new LeafCoder(leafValues);
  const tree = new Int32Array(2 * splits + 1);
  // Two numbers per split, at most eight per leaf, and ten per tree for how many follow.
  const program = new Uint16Array(2 * splits + (splits + trees) * maximumCodeBits + 10 * trees);
  const values: number[] = [];
  let size = 0;
  let nodes = 1;
  for (const root of forest.roots) {
    const count = listBreadthFirst(forest, ends, root, tree);
    if (count > maximumIndex) return undefined;
    nodes = Math.max(nodes, count);
    const bits = coder.assign(tree, count, ends, values);
    if (bits > maximumCodeBits) return undefined;

    program[size++] = (count - 1) / 2;
    for (let i = 0; i < count; i++) {
      if (ends[tree[i]] !== noEnd) continue;
      program[size++] = i;
      program[size++] = place[tree[i]];
    }
    program[size++] = bits;
    for (let bit = 0; bit < bits; bit++) {
      const start = size++;
      for (let i = 0; i < count; i++) {
        const end = ends[tree[i]];
        if (end !== noEnd && (coder.code[end] >> bit) & 1) program[size++] = i;
      }
      program[start] = size - start - 1;
    }
  }
  return { trees, ...columns, program: program.slice(0, size), values: Float64Array.from(values), nodes };
}

/**
 * Numbers the different leaf values. Per node, `ends` is the number of the one that every row below it gets, whichever way it
 * goes, or {@link noEnd} where that depends on the row.
 */
function findEnds({ feature, value, right }: SummedForest): { ends: Int32Array; leafValues: number[] } {
  const ends = new Int32Array(feature.length);
  const leafValues: number[] = [];
  const numbers = new Map<number, number>();
  // Children come after their parent.
  for (let node = feature.length - 1; node >= 0; node--) {
    if (feature[node] !== leaf) {
      ends[node] = ends[node + 1] === ends[right[node]] ? ends[node + 1] : noEnd;
      continue;
    }
    let number = numbers.get(value[node]);
    if (number === undefined) {
      number = leafValues.push(value[node]) - 1;
      numbers.set(value[node], number);
    }
    ends[node] = number;
  }
  return { ends, leafValues };
}

/** Lists a tree's nodes level by level, none below an end, so that a split's children are neighbours; returns how many. */
function listBreadthFirst(
  { right }: SummedForest,
  ends: Int32Array,
  root: number,
  nodes: Int32Array,
): number {
  nodes[0] = root;
  let count = 1;
  for (let i = 0; i < count; i++) {
    const node = nodes[i];
    if (ends[node] !== noEnd) continue;
    nodes[count++] = node + 1;
    nodes[count++] = right[node];
  }
  return count;
}

/** Sorts all splits by column, then threshold. `place` says where a node's split went; equal ones share the first place. */
function sortSplits({ feature, threshold }: SummedForest, ends: Int32Array) {
  const byColumn: number[][] = [];
  for (let node = 0; node < feature.length; node++) {
    if (ends[node] !== noEnd) continue;
    byColumn[feature[node]] ??= [];
    byColumn[feature[node]].push(node);
  }
  const place = new Int32Array(feature.length);
  const features: number[] = [];
  const thresholds: number[] = [];
  let splits = 0;
  byColumn.forEach((nodes, column) => {
    const sorted = Float64Array.from(nodes, (node) => threshold[node]).sort();
    const power = Math.ceil(Math.log2(nodes.length + 1));
    features.push(column, splits, nodes.length, power);
    for (const node of nodes) place[node] = splits + countBelow(sorted, threshold[node]);
    for (const value of sorted) thresholds.push(value);
    for (let pad = nodes.length; pad < 2 ** power; pad++) thresholds.push(Number.POSITIVE_INFINITY);
    splits += nodes.length;
  });
  return { place, splits, features: Int32Array.from(features), thresholds: Float64Array.from(thresholds) };
}

function countBelow(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
