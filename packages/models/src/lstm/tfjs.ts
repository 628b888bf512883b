import { ModelError } from '../errors.js';
import {
  gradientLimit,
  type LstmEngine,
  type NetworkPlan,
  type NetworkTrainer,
  type SquaredError,
} from './engine.js';
import type { NetworkWeights } from './network/weights.js';
import type { ScaledRows } from './scaling.js';
import type { Tensor, TensorFlow } from './tensorflow.js';

export type { LstmEngine } from './engine.js';
export type { TensorFlow } from './tensorflow.js';

/**
 * An engine that trains with TensorFlow.js, whatever its backend: LSTM(units) and Dense(columns) of its layers, its automatic
 * differentiation and its Adam, from the same first weights and over the same batches as the built-in engine, so that the two
 * agree but for rounding. What is learned is scored as always, without TensorFlow. Training blocks the thread for a batch at a time.
 *
 * Models trained in the background find TensorFlow.js by themselves, as with `engine: 'tfjs'`, since a namespace cannot go to
 * another thread.
 *
 * Cost: of 120 windows of 10 x 5, 32 units and 50 epochs, some 9 s with `@tensorflow/tfjs-node`, 6 s with the WebAssembly backend
 * and 16 s in plain JavaScript, where the built-in engine takes 0.15 s.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-node';
 * const model = new LstmModel({ engine: createTfjsEngine(tf) });
 * ```
 */
export function createTfjsEngine(tf: TensorFlow): LstmEngine {
  return {
    name: 'tfjs',
    createTrainer: (rows, plan, initial) => createTrainer(tf, rows, plan, initial),
  };
}

/**
 * The engine on what is installed: `@tensorflow/tfjs-node`, else `@tensorflow/tfjs`.
 *
 * @throws ModelError `INVALID_OPTION` when neither is, or neither can be loaded; `cause` says why.
 */
export async function loadTfjsEngine(): Promise<LstmEngine> {
  const failures: unknown[] = [];
  for (const name of ['@tensorflow/tfjs-node', '@tensorflow/tfjs']) {
    try {
      const namespace = await import(name);
      return createTfjsEngine(namespace.default ?? namespace);
    } catch (cause) {
      failures.push(cause);
    }
  }
  throw new ModelError(
    'INVALID_OPTION',
    'engine "tfjs" needs @tensorflow/tfjs-node or @tensorflow/tfjs to be installed; neither could be loaded',
    { cause: new AggregateError(failures) },
  );
}

function createTrainer(
  tf: TensorFlow,
  rows: ScaledRows,
  plan: NetworkPlan,
  initial: NetworkWeights,
): NetworkTrainer {
  const { features, units, sequenceLength } = plan;
  // Their initializers would only draw what is overwritten at once.
  const zeros = { kernelInitializer: 'zeros', recurrentInitializer: 'zeros' } as const;
  const model = tf.sequential({
    layers: [
      // TensorFlow.js, unlike Keras since version 2.3, would take a piecewise linear "hard" sigmoid.
      tf.layers.lstm({
        units,
        inputShape: [sequenceLength, features],
        recurrentActivation: 'sigmoid',
        ...zeros,
      }),
      tf.layers.dense({ units: features, kernelInitializer: 'zeros' }),
    ],
  });
  tf.tidy(() => {
    model.setWeights([
      tf.tensor(initial.kernel, [features, 4 * units]),
      tf.tensor(initial.recurrentKernel, [units, 4 * units]),
      tf.tensor(initial.bias, [4 * units]),
      tf.tensor(initial.denseKernel, [units, features]),
      tf.tensor(initial.denseBias, [features]),
    ]);
  });
  const variables = model.trainableWeights.map((weight) => weight.read());
  const optimizer = tf.train.adam(plan.learningRate, 0.9, 0.999, 1e-7);

  /** What `compute` returns; its tensors are freed. */
  function tidied(compute: () => SquaredError): SquaredError {
    let error: SquaredError = { sum: 0, count: 0 };
    tf.tidy(() => {
      error = compute();
    });
    return error;
  }

  /** Errors of the windows' forecasts, 0 where the target is missing, as a function of the model's variables. */
  function prepare(windows: Uint32Array): { squaredErrors: () => Tensor; count: number } {
    const batch = gather(rows, windows, sequenceLength);
    const inputs = tf.tensor(batch.inputs, [windows.length, sequenceLength, features]);
    const targets = tf.tensor(batch.targets, [windows.length, features]);
    const known = tf.tensor(batch.known, [windows.length, features]);
    return {
      count: batch.known.reduce((sum, value) => sum + value, 0),
      squaredErrors: () => tf.sum(tf.square(tf.mul(tf.sub(model.apply(inputs) as Tensor, targets), known))),
    };
  }

  return {
    evaluate: (windows) =>
      tidied(() => {
        const { squaredErrors, count } = prepare(windows);
        return { sum: squaredErrors().dataSync()[0], count };
      }),
    learn: (windows) =>
      tidied(() => {
        const { squaredErrors, count } = prepare(windows);
        const { value, grads } = tf.variableGrads(squaredErrors, variables);
        if (count === 0) return { sum: 0, count };
        const squares = Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)).dataSync()[0]);
        const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0)) / count;
        const scale = Math.min(1, gradientLimit / norm) / count;
        optimizer.applyGradients(
          Object.entries(grads).map(([name, gradient]) => ({ name, tensor: tf.mul(gradient, scale) })),
        );
        return { sum: value.dataSync()[0], count };
      }),
    weights() {
      const [kernel, recurrentKernel, bias, denseKernel, denseBias] = model
        .getWeights()
        .map((tensor) => Float32Array.from(tensor.dataSync()));
      return { kernel, recurrentKernel, bias, denseKernel, denseBias };
    },
    dispose() {
      model.dispose();
      optimizer.dispose();
    },
  };
}

/** The windows' rows, their targets with 0 where missing, and which of these are known. */
function gather(rows: ScaledRows, windows: Uint32Array, sequenceLength: number) {
  const { features } = rows;
  const inputs = new Float32Array(windows.length * sequenceLength * features);
  const targets = new Float32Array(windows.length * features);
  windows.forEach((start, i) => {
    for (let t = 0; t < sequenceLength; t++) {
      const row = (start + t) * (features + 1);
      inputs.set(rows.inputs.subarray(row, row + features), (i * sequenceLength + t) * features);
    }
    const target = (start + sequenceLength) * features;
    targets.set(rows.targets.subarray(target, target + features), i * features);
  });
  const known = targets.map((value) => (Number.isNaN(value) ? 0 : 1));
  return { inputs, targets: targets.map((value) => (Number.isNaN(value) ? 0 : value)), known };
}
