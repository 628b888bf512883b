import type { Matrix } from '../../matrix.js';
import type { Random } from '../../random.js';
import type { GrowTree } from './grow-forest.js';
import type { Novelty } from './novelty.js';

/** Options of a forest, resolved for one training. */
export interface FitSettings {
  readonly trees: number;
  readonly novelty: Novelty;
  readonly references: number;
  readonly random: Random;
  /** The engine: how a tree is grown from these rows. */
  createGrower(rows: Matrix, labels: Uint8Array, classWeights: readonly [number, number]): GrowTree;
}
