import { padded } from './kernel.js';
import type { NetworkShape, WeightsLayout } from './weights.js';

/** How a network is trained. */
export interface NetworkSettings extends NetworkShape {
  readonly sequenceLength: number;
  /** The most windows of one call. */
  readonly batchSize: number;
}

/** Where the working memory of a trained batch stands; every block holds one row per window, time steps outermost. */
export interface BatchLayout {
  readonly weights: number;
  readonly gradient: number;
  readonly mean: number;
  readonly square: number;
  /** The floats above, the first of all: what is kept from one batch to the next. */
  readonly kept: number;
  readonly recurrentTransposed: number;
  readonly denseTransposed: number;
  readonly one: number;
  readonly inputs: number;
  readonly gates: number;
  readonly gatesGradient: number;
  readonly cells: number;
  readonly cellsTanh: number;
  readonly hidden: number;
  readonly outputs: number;
  readonly outputsGradient: number;
  readonly hiddenGradient: number;
  readonly cellsGradient: number;
  readonly size: number;
}

/** Plans the memory of a network in training, from address 0. */
export function planBatch(settings: NetworkSettings, weights: WeightsLayout): BatchLayout {
  const { sequenceLength: steps, batchSize: rows } = settings;
  let size = 0;
  const reserve = (floats: number): number => {
    const address = size;
    size += padded(floats);
    return address;
  };
  return {
    weights: reserve(weights.size),
    gradient: reserve(weights.size),
    mean: reserve(weights.size),
    square: reserve(weights.size),
    kept: size,
    recurrentTransposed: reserve(weights.gates * weights.units),
    denseTransposed: reserve(weights.features * weights.units),
    one: reserve(1),
    inputs: reserve(steps * rows * (settings.features + 1)),
    gates: reserve(steps * rows * weights.gates),
    gatesGradient: reserve(steps * rows * weights.gates),
    cells: reserve((steps + 1) * rows * weights.units),
    cellsTanh: reserve(steps * rows * weights.units),
    hidden: reserve((steps + 1) * rows * weights.units),
    outputs: reserve(rows * weights.features),
    outputsGradient: reserve(rows * weights.features),
    hiddenGradient: reserve(rows * weights.units),
    cellsGradient: reserve(rows * weights.units),
    size,
  };
}
