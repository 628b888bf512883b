import { arrayField, damaged, integerField, isRecord } from '../codec.js';
import { leaf } from '../trees/leaf.js';
import { edgesBelow } from './growing/binning.js';
import type { Tree } from './tree.js';
import { createTreeBuilder } from './tree-builder.js';

/**
 * Trees as they are saved. Nodes of all trees stand one after the other in preorder, so that no child pointers are needed and a
 * damaged file cannot hold a cycle. Each threshold is kept once per column, ascending, and splits name it by index.
 */
export interface PackedTrees {
  readonly trees: number;
  /** Per node: column of the split, or {@link leaf}. */
  readonly feature: Uint16Array;
  /** Per split: index of its threshold among its column's; a row goes right when its value is above it. */
  readonly cut: Uint16Array;
  /** Per split: 1 where a missing value goes left. */
  readonly missingLeft: Uint8Array;
  /** Per leaf: what a row that ends there adds to the sum. */
  readonly value: Float32Array;
  /** Per leaf: training samples it stands for. */
  readonly count: Float32Array;
  /** All columns' thresholds, one column after the other. */
  readonly threshold: Float64Array;
  /** Per column: how many thresholds it has. */
  readonly thresholds: Uint32Array;
}

/** More different thresholds in one column do not fit the format; the builtin engine makes at most 4,097. */
export const maximumThresholds = 65_535;

/** The thresholds of each column, as views. */
export function thresholdsByColumn({ threshold, thresholds }: PackedTrees): Float64Array[] {
  let end = 0;
  return Array.from(thresholds, (length) => {
    end += length;
    return threshold.subarray(end - length, end);
  });
}

/**
 * Packs trees. Cost: O(nodes * log thresholds), 60 ms for 100 trees of 3,600 nodes.
 *
 * @returns undefined when a column has more than {@link maximumThresholds} different thresholds
 */
export function packTrees(trees: readonly Tree[], columns: number): PackedTrees | undefined {
  const found = Array.from({ length: columns }, () => new Set<number>());
  let nodes = 0;
  for (const { feature, threshold } of trees) {
    nodes += feature.length;
    for (let node = 0; node < feature.length; node++) {
      if (feature[node] !== leaf) found[feature[node]].add(threshold[node]);
    }
  }
  const byColumn = found.map((values) => Float64Array.from(values).sort());
  if (byColumn.some((values) => values.length > maximumThresholds)) return undefined;

  const leaves = (nodes + trees.length) / 2;
  const packed = {
    feature: new Uint16Array(nodes),
    cut: new Uint16Array(nodes - leaves),
    missingLeft: new Uint8Array(nodes - leaves),
    value: new Float32Array(leaves),
    count: new Float32Array(leaves),
  };
  let node = 0;
  let split = 0;
  let end = 0;
  for (const tree of trees) {
    for (let i = 0; i < tree.feature.length; i++) {
      const column = tree.feature[i];
      packed.feature[node++] = column;
      if (column === leaf) {
        packed.value[end] = tree.value[i];
        packed.count[end++] = tree.count[i];
      } else {
        packed.cut[split] = edgesBelow(byColumn[column], tree.threshold[i]);
        packed.missingLeft[split++] = tree.missingLeft[i];
      }
    }
  }
  return {
    trees: trees.length,
    ...packed,
    threshold: Float64Array.from(byColumn.flatMap((values) => [...values])),
    thresholds: Uint32Array.from(byColumn, (values) => values.length),
  };
}

/** The trees of {@link packTrees}, or of {@link decodeTrees}, for walking. Cost: about 50 ns per node. */
export function unpackTrees(packed: PackedTrees): Tree[] {
  const byColumn = thresholdsByColumn(packed);
  const builder = createTreeBuilder();
  const trees: Tree[] = [];
  let split = 0;
  let end = 0;
  for (const column of packed.feature) {
    if (column !== leaf) {
      builder.addSplit(column, byColumn[column][packed.cut[split]], packed.missingLeft[split++] === 1);
    } else if (builder.addLeaf(packed.value[end], packed.count[end++])) {
      trees.push(builder.finish());
    }
  }
  return trees;
}

/**
 * Checks what a file says packed trees are.
 *
 * @throws ModelError `INVALID_MODEL`
 */
export function decodeTrees(decoded: unknown, columns: number): PackedTrees {
  if (!isRecord(decoded)) throw damaged('forest', 'an object');
  const trees = integerField(decoded, 'trees', 1, 100_000);
  const feature = arrayField(decoded, 'feature', Uint16Array);
  const cut = arrayField(decoded, 'cut', Uint16Array);
  const missingLeft = arrayField(decoded, 'missingLeft', Uint8Array, cut.length);
  const value = arrayField(decoded, 'value', Float32Array);
  const count = arrayField(decoded, 'count', Float32Array, value.length);
  const thresholds = arrayField(decoded, 'thresholds', Uint32Array, columns);
  const total = thresholds.reduce((sum, length) => sum + length, 0);
  const threshold = arrayField(decoded, 'threshold', Float64Array, total);
  // By index: a call or an iterator per element takes several times as long, and a running detector waits for it.
  for (let i = 0; i < feature.length; i++) {
    if (feature[i] !== leaf && feature[i] >= columns) throw damaged('feature', `below ${columns}`);
  }
  for (let i = 0; i < value.length; i++) {
    if (!Number.isFinite(value[i])) throw damaged('value', 'finite');
    if (!(count[i] >= 0 && count[i] < Number.POSITIVE_INFINITY)) {
      throw damaged('count', 'finite and at least 0');
    }
  }
  const packed = { trees, feature, cut, missingLeft, value, count, threshold, thresholds };
  for (const column of thresholdsByColumn(packed)) {
    if (column.length > maximumThresholds) throw damaged('thresholds', `at most ${maximumThresholds}`);
    // Written so that NaN fails too.
    if (!column.every((edge, i) => (i === 0 ? !Number.isNaN(edge) : edge > column[i - 1]))) {
      throw damaged('threshold', 'ascending in every column');
    }
  }
  checkNodes(packed);
  return packed;
}

/** That the nodes form exactly so many trees, and each split has its threshold. By index: a running detector waits for it. */
function checkNodes({ trees, feature, cut, value, thresholds }: PackedTrees): void {
  let split = 0;
  let complete = 0;
  // Nodes that the splits of a tree so far still want.
  let wanted = 1;
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] === leaf) {
      if (--wanted > 0) continue;
      complete++;
      wanted = 1;
    } else {
      if (split >= cut.length) throw damaged('forest', 'complete: a split has no threshold');
      const column = feature[node];
      if (cut[split++] >= thresholds[column]) throw damaged('cut', `below ${thresholds[column]}`);
      wanted++;
    }
  }
  if (complete !== trees || wanted !== 1) throw damaged('forest', `exactly ${trees} complete trees`);
  if (split !== cut.length || feature.length - split !== value.length) {
    throw damaged('forest', 'consistent: as many thresholds as splits and values as leaves');
  }
}
