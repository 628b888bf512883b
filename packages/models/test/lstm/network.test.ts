import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLstmForecaster } from '../../src/lstm/lstm-forecaster.js';
import { createJavaScriptKernel } from '../../src/lstm/network/javascript-kernel.js';
import { SharedKernel } from '../../src/lstm/network/shared-kernel.js';
import { TrainableNetwork } from '../../src/lstm/network/trainable-network.js';
import { drawWeights, type NetworkWeights } from '../../src/lstm/network/weights.js';
import { fitScaling, scaleRows } from '../../src/lstm/scaling.js';
import { createRandom } from '../../src/random.js';
import { forecastWindow } from './reference.js';

const names = ['kernel', 'recurrentKernel', 'bias', 'denseKernel', 'denseBias'] as const;

function problem(features: number, units: number, sequenceLength: number, missing = 0) {
  const random = createRandom(features + 10 * units + 100 * sequenceLength);
  const rows = 40;
  const data = Float64Array.from({ length: rows * features }, () =>
    random.uniform() < missing ? Number.NaN : 4 * random.uniform() - 2,
  );
  const matrix = { data, rows, columns: features };
  const settings = { features, units, sequenceLength, batchSize: 16 };
  const scaled = scaleRows(fitScaling(matrix, 0), matrix);
  return { settings, scaled, weights: drawWeights(settings, random) };
}

function windowOf({ settings, scaled }: ReturnType<typeof problem>, start: number): Float32Array[] {
  const stride = settings.features + 1;
  return Array.from({ length: settings.sequenceLength }, (_, t) =>
    scaled.inputs.subarray((start + t) * stride, (start + t) * stride + settings.features),
  );
}

const shapes = fc.record({
  features: fc.integer({ min: 1, max: 9 }),
  units: fc.integer({ min: 1, max: 17 }),
  sequenceLength: fc.integer({ min: 1, max: 6 }),
});

describe('the network', () => {
  it('forecasts as the textbook’s equations do', () => {
    fc.assert(
      fc.property(shapes, ({ features, units, sequenceLength }) => {
        const given = problem(features, units, sequenceLength);
        const network = new TrainableNetwork(given.settings, given.weights);
        const { values, width } = network.forward(given.scaled, [3, 0, 7]);
        [3, 0, 7].forEach((start, i) => {
          const expected = forecastWindow(given.weights, given.settings, windowOf(given, start));
          expected.forEach((value, j) => {
            expect(values[i * width + j]).toBeCloseTo(value, 5);
          });
        });
      }),
      { numRuns: 30 },
    );
  });

  it('has the gradient that finite differences of the textbook’s equations give', () => {
    for (const [features, units, sequenceLength] of [
      [3, 5, 4],
      [1, 8, 1],
      [9, 3, 3],
    ]) {
      const given = problem(features, units, sequenceLength, 0.1);
      const { settings, scaled } = given;
      const network = new TrainableNetwork(settings, given.weights);
      const windows = [0, 2, 5, 9, 11];
      network.forward(scaled, windows);
      const { sum, count } = network.error(scaled, windows);
      network.backward(windows.length, count);

      const loss = (weights: Record<keyof NetworkWeights, Float64Array>): number => {
        let total = 0;
        for (const start of windows) {
          const forecast = forecastWindow(weights, settings, windowOf(given, start));
          forecast.forEach((value, j) => {
            const target = scaled.targets[(start + sequenceLength) * features + j];
            if (!Number.isNaN(target)) total += (value - target) ** 2 / count;
          });
        }
        return total;
      };
      const weights = Object.fromEntries(
        names.map((name) => [name, Float64Array.from(given.weights[name])]),
      ) as Record<keyof NetworkWeights, Float64Array>;
      expect(sum / count).toBeCloseTo(loss(weights), 4);

      const { gradient } = network;
      for (const name of names) {
        for (let k = 0; k < weights[name].length; k++) {
          const value = weights[name][k];
          weights[name][k] = value + 1e-5;
          const above = loss(weights);
          weights[name][k] = value - 1e-5;
          const below = loss(weights);
          weights[name][k] = value;
          const expected = (above - below) / 2e-5;
          expect(Math.abs(gradient[name][k] - expected)).toBeLessThan(2e-5 * (1 + Math.abs(expected)));
        }
      }
    }
  });

  it('gives the same bits in plain JavaScript, training included', () => {
    const train = (...kernels: [SharedKernel] | []) => {
      const { settings, scaled, weights } = problem(3, 9, 4, 0.1);
      const network = new TrainableNetwork(settings, weights, ...kernels);
      const windows = [5, 1, 8, 20, 30, 2, 3];
      for (let step = 0; step < 5; step++) {
        network.forward(scaled, windows);
        network.backward(windows.length, network.error(scaled, windows).count);
        network.update(0.01, 0.5);
      }
      return network.weights;
    };
    expect(train()).toEqual(train(new SharedKernel(createJavaScriptKernel)));
  });

  it('learns the same while others, larger and smaller, compute in between', () => {
    const learn = (interrupt: () => void) => {
      const { settings, scaled, weights } = problem(3, 9, 4);
      const network = new TrainableNetwork(settings, weights);
      for (let step = 0; step < 5; step++) {
        network.forward(scaled, [5, 1, 8]);
        network.backward(3, network.error(scaled, [5, 1, 8]).count);
        network.update(0.01, 0.5);
        interrupt();
      }
      return network.weights;
    };
    const others = [problem(9, 40, 6), problem(1, 2, 1)].map((given) => ({
      ...given,
      network: new TrainableNetwork(given.settings, given.weights),
    }));
    const alone = learn(() => {});
    expect(learn(() => others.map(({ network, scaled }) => network.forward(scaled, [0])))).toEqual(alone);
  });

  it('keeps its weights when they are read and written again', () => {
    const { settings, weights } = problem(5, 11, 3);
    expect(new TrainableNetwork(settings, weights).weights).toEqual(weights);
  });

  it('streams the forecasts of the windows one by one', () => {
    fc.assert(
      fc.property(shapes, ({ features, units, sequenceLength }) => {
        const given = problem(features, units, sequenceLength);
        const run = createLstmForecaster(given.weights, given.settings, sequenceLength).start();
        const network = new TrainableNetwork(given.settings, given.weights);
        for (let i = 0; i < 20; i++) {
          run.see(windowOf({ ...given, settings: { ...given.settings, sequenceLength: 1 } }, i)[0]);
          const start = i - sequenceLength + 1;
          if (start < 0) continue;
          const { values } = network.forward(given.scaled, [start]);
          run.forecast.forEach((value, j) => {
            expect(value).toBeCloseTo(values[j], 5);
          });
        }
      }),
      { numRuns: 20 },
    );
  });
});
