import { leaf } from '../trees/leaf.js';
import { averageSplits, type Tree } from './tree.js';

/** Collects the nodes of one tree after the other, each in preorder. */
export interface TreeBuilder {
  addSplit(feature: number, threshold: number, missingLeft: boolean): void;
  /** True when this was the last node of the tree: no split lacks a child. */
  addLeaf(value: number, count: number): boolean;
  /** The tree, and the builder ready for the next one. */
  finish(): Tree;
}

/** A builder without nodes. */
export function createTreeBuilder(): TreeBuilder {
  let feature = new Uint16Array(64);
  let threshold = new Float64Array(64);
  let missingLeft = new Uint8Array(64);
  let right = new Uint32Array(64);
  let value = new Float64Array(64);
  let count = new Float64Array(64);
  let size = 0;
  // Splits whose left subtree is being written; the top one gets the node that follows it.
  const open: number[] = [];

  function reserve(): void {
    if (size < feature.length) return;
    const grow = <Type extends { set(from: Type): void }>(from: Type, to: Type): Type => {
      to.set(from);
      return to;
    };
    const capacity = 2 * size;
    feature = grow(feature, new Uint16Array(capacity));
    threshold = grow(threshold, new Float64Array(capacity));
    missingLeft = grow(missingLeft, new Uint8Array(capacity));
    right = grow(right, new Uint32Array(capacity));
    value = grow(value, new Float64Array(capacity));
    count = grow(count, new Float64Array(capacity));
  }

  return {
    addSplit(column, above, missingGoesLeft) {
      reserve();
      feature[size] = column;
      threshold[size] = above;
      missingLeft[size] = missingGoesLeft ? 1 : 0;
      open.push(size++);
    },
    addLeaf(leafValue, leafCount) {
      reserve();
      feature[size] = leaf;
      threshold[size] = 0;
      missingLeft[size] = 0;
      right[size] = 0;
      value[size] = leafValue;
      count[size++] = leafCount;
      const split = open.pop();
      if (split !== undefined) right[split] = size;
      return split === undefined;
    },
    finish() {
      const tree: Tree = {
        feature: feature.slice(0, size),
        threshold: threshold.slice(0, size),
        missingLeft: missingLeft.slice(0, size),
        right: right.slice(0, size),
        value: value.slice(0, size),
        count: count.slice(0, size),
      };
      averageSplits(tree);
      size = 0;
      return tree;
    },
  };
}
