import { type LinkedForest, leaf } from './forest.js';

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
  /** Per tree, the path length of every code. */
  readonly values: Float64Array;
  /** Nodes of the largest tree. */
  readonly nodes: number;
}

const maximumIndex = 0xffff;
const maximumCodeBits = 8;

/**
 * Lays a forest out for the kernel, or returns nothing when it is too large: more than 65,535 splits, or more than 256 different
 * path lengths in one tree. Cost: BIT-FIGURE
 */
export function compileBitForest(forest: LinkedForest): BitForest | undefined {
  const ends = findEnds(forest);
  const { place, ...columns } = sortSplits(forest, ends);
  const splits = columns.splits;
  if (splits > maximumIndex) return undefined;

  // Two u16 per split, at most eight per leaf, and ten per tree for the lengths.
  const program = new Uint16Array(
    2 * splits + (splits + forest.roots.length) * maximumCodeBits + 10 * forest.roots.length,
  );
  const values: number[] = [];
  let size = 0;
  let nodes = 1;
  for (const root of forest.roots) {
    const tree = breadthFirst(forest, ends, root);
    const codes = assignCodes(tree, ends);
    if (codes.bits > maximumCodeBits || tree.length > maximumIndex) return undefined;
    nodes = Math.max(nodes, tree.length);

    program[size++] = (tree.length - 1) / 2;
    for (let i = 0; i < tree.length; i++) {
      if (codes.ofNode[i] >= 0) continue;
      program[size++] = i;
      program[size++] = place[tree[i]];
    }
    program[size++] = codes.bits;
    for (let bit = 0; bit < codes.bits; bit++) {
      const start = size++;
      for (let i = 0; i < tree.length; i++) {
        if (codes.ofNode[i] >= 0 && (codes.ofNode[i] >> bit) & 1) program[size++] = i;
      }
      program[start] = size - start - 1;
    }
    values.push(...codes.values);
  }
  return {
    trees: forest.roots.length,
    ...columns,
    program: program.slice(0, size),
    values: Float64Array.from(values),
    nodes,
  };
}

/** Per node, the path length that every row below it gets, whichever way it goes; `NaN` where that depends on the row. */
function findEnds({ feature, pathLength, right }: LinkedForest): Float64Array {
  const ends = new Float64Array(feature.length);
  // Children come after their parent.
  for (let node = feature.length - 1; node >= 0; node--) {
    if (feature[node] === leaf) ends[node] = pathLength[node];
    else ends[node] = ends[node + 1] === ends[right[node]] ? ends[node + 1] : Number.NaN;
  }
  return ends;
}

/** The nodes of a tree level by level, none below an end; a split's children are neighbours. */
function breadthFirst({ right }: LinkedForest, ends: Float64Array, root: number): number[] {
  const nodes = [root];
  for (let i = 0; i < nodes.length; i++) {
    if (Number.isNaN(ends[nodes[i]])) nodes.push(nodes[i] + 1, right[nodes[i]]);
  }
  return nodes;
}

/** Sorts all splits by column, then threshold; `place` says where a node's split went. */
function sortSplits({ feature, threshold }: LinkedForest, ends: Float64Array) {
  const byColumn: number[][] = [];
  for (let node = 0; node < feature.length; node++) {
    if (!Number.isNaN(ends[node])) continue;
    byColumn[feature[node]] ??= [];
    byColumn[feature[node]].push(node);
  }
  const place = new Int32Array(feature.length);
  const features: number[] = [];
  const thresholds: number[] = [];
  let splits = 0;
  byColumn.forEach((nodes, column) => {
    nodes.sort((a, b) => threshold[a] - threshold[b]);
    const power = Math.ceil(Math.log2(nodes.length + 1));
    features.push(column, splits, nodes.length, power);
    for (const node of nodes) {
      place[node] = splits++;
      thresholds.push(threshold[node]);
    }
    for (let pad = nodes.length; pad < 2 ** power; pad++) thresholds.push(Number.POSITIVE_INFINITY);
  });
  return { place, splits, features: Int32Array.from(features), thresholds: Float64Array.from(thresholds) };
}

/** Numbers the different path lengths of a tree, the most frequent by the codes with the fewest bits set. */
function assignCodes(tree: readonly number[], ends: Float64Array) {
  const frequency = new Map<number, number>();
  for (const node of tree) {
    if (!Number.isNaN(ends[node])) frequency.set(ends[node], (frequency.get(ends[node]) ?? 0) + 1);
  }
  const bits = Math.ceil(Math.log2(frequency.size));
  const codes = codesByBitsSet.filter((code) => code < 2 ** bits);
  const values = new Array<number>(2 ** bits).fill(0);
  const codeOf = new Map<number, number>();
  [...frequency]
    .sort((a, b) => b[1] - a[1])
    .forEach(([value], rank) => {
      values[codes[rank]] = value;
      codeOf.set(value, codes[rank]);
    });
  return { bits, values, ofNode: tree.map((node) => codeOf.get(ends[node]) ?? -1) };
}

const codesByBitsSet = Array.from({ length: 2 ** maximumCodeBits }, (_, code) => code).sort(
  (a, b) => bitsSet(a) - bitsSet(b),
);

function bitsSet(code: number): number {
  return code === 0 ? 0 : (code & 1) + bitsSet(code >> 1);
}
