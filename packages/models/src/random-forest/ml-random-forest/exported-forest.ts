import { damaged, isRecord } from '../../codec.js';
import { leaf } from '../../trees/leaf.js';
import type { Tree } from '../tree.js';
import { createTreeBuilder } from '../tree-builder.js';

/** A forest exported by `ml-random-forest`, as trees of ours. */
export interface LibraryForest {
  readonly trees: readonly Tree[];
  /** Per column, the impurity decrease of its splits as far as the export tells. */
  readonly decrease: Float64Array;
}

// Far more than any forest of that library, which takes seconds for a thousand rows.
const maximumNodes = 10_000_000;

/**
 * Reads what `JSON.stringify` made of an `RFClassifier`. Each leaf becomes the tree's vote, 0 or 1, since that is what the library
 * counts.
 *
 * @param columns number of columns; by default one more than the highest that a tree uses, for the export does not say
 * @throws ModelError `INVALID_MODEL`
 */
export function readLibraryForest(json: unknown, columns?: number): LibraryForest {
  if (!isRecord(json) || json.name !== 'RFClassifier' || !isRecord(json.baseModel)) {
    throw damaged('an ml-random-forest export', 'an RFClassifier');
  }
  const { estimators, indexes } = json.baseModel;
  if (!Array.isArray(estimators) || estimators.length === 0) throw damaged('estimators', 'a list of trees');
  if (!Array.isArray(indexes) || indexes.length !== estimators.length) {
    throw damaged('indexes', 'one list of columns per tree');
  }
  const columnLists = indexes.map((list) => columnList(list, columns));
  const width = columns ?? 1 + columnLists.flat().reduce((most, column) => Math.max(most, column), 0);
  const decrease = new Float64Array(width);
  const trees = estimators.map((estimator, t) => {
    if (!isRecord(estimator)) throw damaged('an estimator', 'an object');
    return readLibraryTree(estimator.root, columnLists[t], decrease);
  });
  settleTies(trees[trees.length - 1]);
  return { trees, decrease };
}

function columnList(list: unknown, columns = leaf): number[] {
  if (!Array.isArray(list)) throw damaged('indexes', 'lists of columns');
  for (const column of list) {
    if (!Number.isInteger(column) || column < 0 || column >= columns) {
      throw damaged('indexes', `columns below ${columns}`);
    }
  }
  return list;
}

/** One tree of the library; adds the impurity decrease of its splits to `decrease`. */
export function readLibraryTree(root: unknown, columns: readonly number[], decrease: Float64Array): Tree {
  const builder = createTreeBuilder();
  const pending: unknown[] = [root];
  let nodes = 0;
  while (pending.length > 0) {
    const node = pending.pop();
    if (!isRecord(node) || ++nodes > maximumNodes) throw damaged('a tree', 'made of nodes');
    if (!(node.left && node.right)) {
      builder.addLeaf(voteOf(node.distribution), 1);
      continue;
    }
    const { splitColumn, splitValue, gain, numberSamples } = node;
    if (typeof splitColumn !== 'number' || !(splitColumn in columns)) {
      throw damaged('splitColumn', `an index into the tree's ${columns.length} columns`);
    }
    if (typeof splitValue !== 'number' || !Number.isFinite(splitValue)) {
      throw damaged('splitValue', 'a finite number');
    }
    // The library goes left below the split value, and so right at it, and with a missing value.
    builder.addSplit(columns[splitColumn], nextBelow(splitValue), false);
    if (typeof gain === 'number' && typeof numberSamples === 'number') {
      decrease[columns[splitColumn]] += Math.max(0, gain * numberSamples);
    }
    pending.push(node.right, node.left);
  }
  return builder.finish();
}

/** The most frequent class of a leaf, the first of equals. */
function voteOf(distribution: unknown): number {
  const shares: unknown = Array.isArray(distribution) ? distribution[0] : undefined;
  if (!Array.isArray(shares) || shares.length < 1 || shares.length > 2) {
    throw damaged('distribution', 'the shares of classes 0 and 1');
  }
  return shares.length === 2 && shares[1] > shares[0] ? 1 : 0;
}

const tieBreak = 2 ** -20;

/**
 * Of two classes with equally many votes the library takes the one that had them first, which is never the one that the last tree
 * votes for. Counting the last vote as slightly less than 1, or slightly more than 0, decides in the same way.
 */
function settleTies(tree: Tree): void {
  tree.value.forEach((vote, node) => {
    tree.value[node] = tieBreak + (1 - 2 * tieBreak) * vote;
  });
}

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/** The next smaller number: `x >= value` exactly when `x > nextBelow(value)`. */
export function nextBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  float[0] = value;
  bits[0] += value > 0 ? -1n : 1n;
  return float[0];
}
