import { createLayout } from '../../kernels/kernel.js';
import { laneMultiple } from './kernel.js';
import type { NetworkShape, WeightsLayout } from './weights.js';

/** How a network is trained. */
export interface NetworkSettings extends NetworkShape {
  readonly sequenceLength: number;
  /** The most windows of one call. */
  readonly batchSize: number;
}

/** Where the working memory of a trained batch stands. */
export type BatchLayout = Readonly<ReturnType<typeof planBatch>>;

/** Plans the memory of a network in training, from address 0; every block holds one row per window, time steps outermost. */
export function planBatch(settings: NetworkSettings, weights: WeightsLayout) {
  const { sequenceLength: steps, batchSize: rows } = settings;
  const { place, size } = createLayout(laneMultiple);
  return {
    weights: place(weights.size),
    gradient: place(weights.size),
    mean: place(weights.size),
    square: place(weights.size),
    /** The floats above, the first of all: what is kept from one batch to the next. */
    kept: size(),
    recurrentTransposed: place(weights.gates * weights.units),
    denseTransposed: place(weights.features * weights.units),
    one: place(1),
    inputs: place(steps * rows * (settings.features + 1)),
    gates: place(steps * rows * weights.gates),
    gatesGradient: place(steps * rows * weights.gates),
    cells: place((steps + 1) * rows * weights.units),
    cellsTanh: place(steps * rows * weights.units),
    hidden: place((steps + 1) * rows * weights.units),
    outputs: place(rows * weights.features),
    outputsGradient: place(rows * weights.features),
    hiddenGradient: place(rows * weights.units),
    cellsGradient: place(rows * weights.units),
    size: size(),
  };
}
