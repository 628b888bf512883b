import '@tensorflow/tfjs-backend-cpu';
import * as core from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { LstmModel } from '../../src/lstm/model.js';
import { TrainableNetwork } from '../../src/lstm/network/trainable-network.js';
import { drawWeights } from '../../src/lstm/network/weights.js';
import { fitScaling, scaleRows } from '../../src/lstm/scaling.js';
import { createTfjsEngine, loadTfjsEngine } from '../../src/lstm/tfjs.js';
import { createRandom } from '../../src/random.js';
import { loadModel } from '../../src/registry.js';

// The same namespace as that of @tensorflow/tfjs, put together from its parts, on its pure JavaScript backend.
const tf = { ...core, layers: layers.layers, sequential: layers.sequential };

const random = createRandom(3);
const rows = Array.from({ length: 60 }, (_, i) => [
  Math.sin(i / 3) + 0.1 * random.uniform(),
  Math.cos(i / 5),
  random.uniform(),
]);

beforeAll(() => tf.setBackend('cpu'));

describe('TensorFlow.js', () => {
  it('forecasts the same from the same weights, to 1e-5', () => {
    const settings = { features: 3, units: 12, sequenceLength: 7, batchSize: 8 };
    const matrix = { data: Float64Array.from(rows.flat()), rows: 60, columns: 3 };
    const scaled = scaleRows(fitScaling(matrix, 0), matrix);
    const weights = drawWeights(settings, random);
    const model = tf.sequential({
      layers: [
        tf.layers.lstm({
          units: 12,
          inputShape: [7, 3],
          recurrentInitializer: 'zeros',
          recurrentActivation: 'sigmoid',
        }),
        tf.layers.dense({ units: 3 }),
      ],
    });
    model.setWeights([
      tf.tensor(weights.kernel, [3, 48]),
      tf.tensor(weights.recurrentKernel, [12, 48]),
      tf.tensor(weights.bias, [48]),
      tf.tensor(weights.denseKernel, [12, 3]),
      tf.tensor(weights.denseBias, [3]),
    ]);
    const windows = [0, 10, 20, 30, 40, 50];
    const inputs = windows.flatMap((start) =>
      Array.from({ length: 7 }, (_, t) => [...scaled.inputs.subarray(4 * (start + t), 4 * (start + t) + 3)]),
    );
    const theirs = model.predict(tf.tensor(inputs.flat(), [6, 7, 3]));
    if (Array.isArray(theirs)) throw new Error('one output was expected');
    const expected = theirs.dataSync();
    const { values, width } = new TrainableNetwork(settings, weights).forward(scaled, windows);
    for (let i = 0; i < 6; i++) {
      for (let j = 0; j < 3; j++)
        expect(Math.abs(values[i * width + j] - expected[3 * i + j])).toBeLessThan(1e-5);
    }
  });

  it('trains to the same model as the built-in engine, but for rounding', async () => {
    const options = { sequenceLength: 5, units: 8, epochs: 4, forecaster: 'lstm' as const };
    const gaps = rows.map((row, i) => (i % 7 === 0 ? [Number.NaN, row[1], row[2]] : row));
    const losses: number[] = [];
    const builtin = await new LstmModel(options).train(gaps);
    const theirs = await new LstmModel({ ...options, engine: createTfjsEngine(tf) }).train(gaps, {
      onProgress: ({ loss }) => losses.push(loss ?? Number.NaN),
    });
    expect(losses.slice(0, 4)).toEqual(theirs.report.losses);
    theirs.report.losses.forEach((loss, i) => {
      expect(Math.abs(loss - builtin.report.losses[i])).toBeLessThan(1e-4);
    });
    const scores = builtin.score(rows);
    theirs.score(rows).forEach((score, i) => {
      if (i < 5) expect(score).toBeNaN();
      else expect(Math.abs(score - scores[i])).toBeLessThan(1e-3);
    });
  });

  it('is not needed to score what it has trained, and leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    const model = await new LstmModel({
      epochs: 1,
      units: 4,
      forecaster: 'lstm',
      engine: createTfjsEngine(tf),
    }).train(rows);
    expect(tf.memory().numTensors).toBe(before);
    const again = loadModel(JSON.parse(JSON.stringify(model)));
    expect(again.score(rows)).toEqual(model.score(rows));
    expect(again.options).toMatchObject({ engine: 'tfjs' });
  });

  it('can be aborted between batches', async () => {
    const controller = new AbortController();
    const model = new LstmModel({ forecaster: 'lstm', units: 4, engine: createTfjsEngine(tf) });
    const before = tf.memory().numTensors;
    const training = model.train(rows, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(training).rejects.toMatchObject({ code: 'ABORTED' });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is asked for by name, and its absence is a typed error', async () => {
    await expect(loadTfjsEngine()).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining('@tensorflow/tfjs-node'),
    });
    await expect(new LstmModel({ engine: 'tfjs' }).train(rows)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    });
  });
});
