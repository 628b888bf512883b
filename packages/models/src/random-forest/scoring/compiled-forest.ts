import { leaf } from '../../trees/leaf.js';
import { type PackedTrees, thresholdsByColumn } from '../packed-trees.js';

/**
 * A forest laid out for scoring. A row first becomes small integers, the number of thresholds of each column that are below its
 * value; a split then compares integers: `value > thresholds[cut]` exactly when `code > cut`.
 */
export interface CompiledForest {
  readonly columns: number;
  /** Per column, ascending. */
  readonly thresholds: readonly Float64Array[];
  /**
   * Two integers per node, so that both are in one cache line: column and cut (`column << 16 | cut`), and the address of its left
   * child; the right child follows it. Leaves lead to themselves, so that several walks can go in step, without a test at every
   * level. An address counts bytes: node n stands at 8 n.
   */
  readonly nodes: Int32Array;
  /** By node; leaves only. */
  readonly value: Float32Array;
  /** Per tree, the address of its first node. */
  readonly roots: Int32Array;
}

const nodeBytes = 8;

// No code is above it, so that a leaf's comparison is false and its row stays.
const stay = 0xffff;

/** Lays out a forest that was made here or checked. Cost: one pass, about 10 ns per node. */
export function compileForest(packed: PackedTrees): CompiledForest {
  const { feature, cut } = packed;
  const nodes = new Int32Array(2 * feature.length);
  const value = new Float32Array(feature.length);
  const roots = new Int32Array(packed.trees);
  // Where the nodes that follow in preorder go; a split's children take neighbouring places.
  const pending: number[] = [];
  let free = 0;
  let split = 0;
  let end = 0;
  let tree = 0;
  for (const column of feature) {
    if (pending.length === 0) {
      roots[tree++] = nodeBytes * free;
      pending.push(free++);
    }
    const place = pending.pop() ?? 0;
    if (column === leaf) {
      nodes[2 * place] = stay;
      nodes[2 * place + 1] = nodeBytes * place;
      value[place] = packed.value[end++];
    } else {
      nodes[2 * place] = (column << 16) | cut[split++];
      nodes[2 * place + 1] = nodeBytes * free;
      pending.push(free + 1, free);
      free += 2;
    }
  }
  const thresholds = thresholdsByColumn(packed);
  return { columns: thresholds.length, thresholds, nodes, value, roots };
}
