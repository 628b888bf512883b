import type { ScaledRows } from '../scaling.js';
import { type BatchLayout, type NetworkSettings, planBatch } from './batch-layout.js';
import type { Kernel } from './kernel.js';
import { sharedKernel, type Tenant } from './shared-kernel.js';
import {
  type NetworkWeights,
  packWeights,
  planWeights,
  unpackWeights,
  type WeightsLayout,
} from './weights.js';

/**
 * A network in training. Window `s` is the rows `s … s + sequenceLength - 1`, its target the row after; targets that are `NaN`
 * count for nothing. For a batch, {@link TrainableNetwork.forward}, {@link TrainableNetwork.error},
 * {@link TrainableNetwork.backward} and {@link TrainableNetwork.update} follow each other without a pause, since other networks
 * compute in the same memory.
 */
export class TrainableNetwork {
  readonly #kernels: typeof sharedKernel;
  readonly #tenant: Tenant;
  readonly #settings: NetworkSettings;
  readonly #sizes: WeightsLayout;
  readonly #at: BatchLayout;
  #updates = 0;

  constructor(settings: NetworkSettings, weights: NetworkWeights, kernels = sharedKernel) {
    this.#settings = settings;
    this.#sizes = planWeights(settings);
    this.#at = planBatch(settings, this.#sizes);
    this.#kernels = kernels;
    const { kept, one, size } = this.#at;
    const ours = new Float32Array(kept);
    packWeights(weights, settings, ours, this.#at.weights);
    this.#tenant = {
      floats: size,
      load(memory) {
        memory.set(ours);
        memory[one] = 1;
      },
      save: (memory) => ours.set(memory.subarray(0, kept)),
    };
  }

  get #kernel(): Kernel {
    return this.#kernels.enter(this.#tenant);
  }

  /** A copy of the weights. */
  get weights(): NetworkWeights {
    return unpackWeights(this.#settings, this.#kernel.memory, this.#at.weights);
  }

  /** A copy of the gradient that the last {@link TrainableNetwork.backward} found. */
  get gradient(): NetworkWeights {
    return unpackWeights(this.#settings, this.#kernel.memory, this.#at.gradient);
  }

  /** Forecasts the row after each window; `forecasts` that of window `i` starts at `i * width`, padded. */
  forward(data: ScaledRows, windows: ArrayLike<number>): { values: Float32Array; width: number } {
    const { multiplyAdd, cell, memory } = this.#kernel;
    const { gates, units, features: width, ...part } = this.#sizes;
    const at = this.#at;
    const inputs = this.#settings.features + 1;
    const steps = this.#settings.sequenceLength;
    const rows = windows.length;
    this.#gather(data.inputs, windows);

    memory.fill(0, at.cells, at.cells + rows * units);
    memory.fill(0, at.gates, at.gates + steps * rows * gates);
    multiplyAdd(at.inputs, inputs, 1, at.weights + part.kernel, at.gates, steps * rows, inputs, gates);
    for (let t = 0; t < steps; t++) {
      const [z, h] = [at.gates + t * rows * gates, at.hidden + t * rows * units];
      const c = at.cells + t * rows * units;
      const next = rows * units;
      if (t > 0) multiplyAdd(h, units, 1, at.weights + part.recurrentKernel, z, rows, units, gates);
      cell(z, c, c + next, at.cellsTanh + t * rows * units, h + next, rows, units);
    }
    const last = at.hidden + steps * rows * units;
    memory.fill(0, at.outputs, at.outputs + rows * width);
    multiplyAdd(at.one, 0, 0, at.weights + part.denseBias, at.outputs, rows, 1, width);
    multiplyAdd(last, units, 1, at.weights + part.denseKernel, at.outputs, rows, units, width);
    return { values: memory.subarray(at.outputs, at.outputs + rows * width), width };
  }

  /** Sum of squared errors of the last {@link TrainableNetwork.forward}, and how many targets there were. */
  error(data: ScaledRows, windows: ArrayLike<number>): { sum: number; count: number } {
    const { memory } = this.#kernel;
    const { features, sequenceLength } = this.#settings;
    const { features: width } = this.#sizes;
    const { outputs, outputsGradient } = this.#at;
    let sum = 0;
    let count = 0;
    for (let i = 0; i < windows.length; i++) {
      const target = (windows[i] + sequenceLength) * features;
      for (let j = 0; j < features; j++) {
        const error = memory[outputs + i * width + j] - data.targets[target + j];
        const known = !Number.isNaN(error);
        memory[outputsGradient + i * width + j] = known ? error : 0;
        if (!known) continue;
        sum += error * error;
        count++;
      }
    }
    return { sum, count };
  }

  /** Back-propagates the mean squared error that {@link TrainableNetwork.error} found, through all time steps. */
  backward(rows: number, count: number): void {
    const { multiplyAdd, cellBack, memory } = this.#kernel;
    const { gates, units, features: width, ...part } = this.#sizes;
    const at = this.#at;
    const inputs = this.#settings.features + 1;
    const steps = this.#settings.sequenceLength;
    const block = rows * units;

    const dOut = at.outputsGradient;
    for (let i = 0; i < rows * width; i++) memory[dOut + i] *= 2 / count;
    memory.fill(0, at.gradient, at.gradient + this.#sizes.size);
    const last = at.hidden + steps * block;
    multiplyAdd(last, 1, units, dOut, at.gradient + part.denseKernel, units, rows, width);
    multiplyAdd(at.one, 0, 0, dOut, at.gradient + part.denseBias, 1, rows, width);

    transpose(memory, at.weights + part.denseKernel, at.denseTransposed, units, width);
    transpose(memory, at.weights + part.recurrentKernel, at.recurrentTransposed, units, gates);
    memory.fill(0, at.cellsGradient, at.cellsGradient + block);
    memory.fill(0, at.hiddenGradient, at.hiddenGradient + block);
    multiplyAdd(dOut, width, 1, at.denseTransposed, at.hiddenGradient, rows, width, units);
    for (let t = steps - 1; t >= 0; t--) {
      const [z, dz] = [at.gates + t * rows * gates, at.gatesGradient + t * rows * gates];
      const [c, tanhC] = [at.cells + t * block, at.cellsTanh + t * block];
      cellBack(z, c, tanhC, at.hiddenGradient, at.cellsGradient, dz, rows, units);
      if (t === 0) break;
      memory.fill(0, at.hiddenGradient, at.hiddenGradient + block);
      multiplyAdd(dz, gates, 1, at.recurrentTransposed, at.hiddenGradient, rows, gates, units);
    }
    // All steps at once: their blocks stand one after the other.
    multiplyAdd(
      at.inputs,
      1,
      inputs,
      at.gatesGradient,
      at.gradient + part.kernel,
      inputs,
      steps * rows,
      gates,
    );
    multiplyAdd(
      at.hidden + block,
      1,
      units,
      at.gatesGradient + rows * gates,
      at.gradient + part.recurrentKernel,
      units,
      (steps - 1) * rows,
      gates,
    );
  }

  /** Moves the weights one step of Adam against the gradient, whose length is first cut to `clipNorm`. */
  update(learningRate: number, clipNorm: number): void {
    const { gradient, weights, mean, square } = this.#at;
    const { size } = this.#sizes;
    const norm = Math.sqrt(this.#kernel.sumOfSquares(gradient, size));
    const scale = norm > clipNorm ? clipNorm / norm : 1;
    const t = ++this.#updates;
    const squareCorrection = Math.sqrt(1 - squareDecay ** t);
    const rate = (learningRate * squareCorrection) / (1 - meanDecay ** t);
    const epsilon = adamEpsilon * squareCorrection;
    this.#kernel.adam(weights, gradient, mean, square, size, scale, rate, meanDecay, squareDecay, epsilon);
  }

  #gather(inputs: Float32Array, windows: ArrayLike<number>): void {
    const { memory } = this.#kernel;
    const { features, sequenceLength } = this.#settings;
    const width = features + 1;
    let address = this.#at.inputs;
    for (let t = 0; t < sequenceLength; t++) {
      for (let i = 0; i < windows.length; i++) {
        const row = (windows[i] + t) * width;
        for (let j = 0; j < width; j++) memory[address++] = inputs[row + j];
      }
    }
  }
}

// Adam's decays and epsilon, as in Keras.
const meanDecay = 0.9;
const squareDecay = 0.999;
const adamEpsilon = 1e-7;

function transpose(memory: Float32Array, from: number, to: number, rows: number, columns: number): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) memory[to + j * rows + i] = memory[from + i * columns + j];
  }
}
