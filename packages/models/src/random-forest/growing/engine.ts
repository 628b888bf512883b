import type { Matrix } from '../../matrix.js';
import type { Bag } from '../training/bootstrap.js';
import type { Tree } from '../tree.js';

/** What a tree may look like. */
export interface TreeSettings {
  /** Columns tried at each split. */
  readonly maxFeatures: number;
  readonly maxDepth: number;
  readonly minSamplesLeaf: number;
}

/** Grows one tree from a bag of rows. Adds impurity decreases to `importance`. */
export type GrowTree = (bag: Bag, importance: Float64Array) => Tree;

/** What grows trees: takes the rows of one training, their labels, and the weight of a sample of class 0 and of class 1. */
export type Engine = (rows: Matrix, labels: Uint8Array, classWeights: readonly [number, number]) => GrowTree;
