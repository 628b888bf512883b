import { TrainableNetwork } from './network/trainable-network.js';
import type { NetworkShape, NetworkWeights } from './network/weights.js';
import type { ScaledRows } from './scaling.js';

/** How a network is to be trained. */
export interface NetworkPlan extends NetworkShape {
  readonly sequenceLength: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Epochs without a better error of the held-out windows after which training stops. */
  readonly patience: number;
  readonly seed: number;
  /** Window `s` is the rows `s … s + sequenceLength - 1`, its target the row after. */
  readonly windows: number;
  /** The number of windows to learn from, the first ones; the others are held out. */
  readonly trainingWindows: number;
}

/** Over the targets of some windows that are not missing. */
export interface SquaredError {
  readonly sum: number;
  readonly count: number;
}

/** One network in training. */
export interface NetworkTrainer {
  /** Takes one step of Adam against the mean squared error of these windows; returns the error before it. */
  learn(windows: Uint32Array): SquaredError;
  evaluate(windows: Uint32Array): SquaredError;
  /** A copy of the weights as they are. */
  weights(): NetworkWeights;
  dispose?(): void;
}

/** What trains networks. `'builtin'` is one; `@ad/models/lstm/tfjs` makes others. */
export interface LstmEngine {
  /** As in the option `engine` and in saved models. */
  readonly name: string;
  createTrainer(
    rows: ScaledRows,
    plan: NetworkPlan,
    initial: NetworkWeights,
  ): NetworkTrainer | Promise<NetworkTrainer>;
}

/** Longer gradients are shortened to this length, so that a burst in the data cannot throw the weights away. */
export const gradientLimit = 1;

/**
 * Back-propagation through time in WebAssembly SIMD. The same seed and rows give the same weights, to the bit, on every machine.
 *
 * Cost: 12 * units * (units + features) * sequenceLength multiplications per window and epoch, some 8 a nanosecond: 0.1 s for 120
 * windows of 10 x 5, 32 units, 50 epochs.
 */
export const builtinEngine: LstmEngine = {
  name: 'builtin',
  createTrainer(rows, plan, initial) {
    const batchSize = Math.min(plan.batchSize, plan.windows);
    const network = new TrainableNetwork({ ...plan, batchSize }, initial);
    const evaluate = (windows: Uint32Array): SquaredError => {
      network.forward(rows, windows);
      return network.error(rows, windows);
    };
    return {
      evaluate,
      learn(windows) {
        const error = evaluate(windows);
        if (error.count === 0) return error;
        network.backward(windows.length, error.count);
        network.update(plan.learningRate, gradientLimit);
        return error;
      },
      weights: () => network.weights,
    };
  },
};
