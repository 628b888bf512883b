import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/errors.js';
import { LstmModel } from '../../src/lstm/model.js';
import { createRandom } from '../../src/random.js';
import { loadModel } from '../../src/registry.js';
import { quick, waves } from './waves.js';

/** A square wave: on for 5 rows, off for 7. A linear forecast cannot know when it turns. */
function squares(count: number): number[][] {
  return Array.from({ length: count }, (_, i) => [i % 12 < 5 ? 1 : 0]);
}

describe('lstm', () => {
  it.each<[object, string]>([
    [{ sequenceLength: 0 }, 'sequenceLength must be an integer of at least 1 and at most 1000; got 0'],
    [{ units: 2000 }, 'units must be an integer of at least 1 and at most 1024; got 2000'],
    [{ epochs: 1.5 }, 'epochs must be an integer of at least 1 and at most 100000; got 1.5'],
    [{ batchSize: -1 }, 'batchSize must be an integer of at least 1 and at most 4096; got -1'],
    [{ learningRate: 0 }, 'learningRate must be a finite number of above 0 and at most 1; got 0'],
    [
      { sequenceLength: 1000, batchSize: 4096, units: 8 },
      'sequenceLength x batchSize x units must be at most 16777216; got 32768000',
    ],
    [{ patience: 0 }, 'patience must be an integer of at least 1 and at most 100000; got 0'],
    [{ forecaster: 'arima' }, 'forecaster must be one of "auto", "lstm", "linear"; got "arima"'],
    [
      { engine: 'torch' },
      'engine must be "builtin", "tfjs" or an engine of @ad/models/lstm/tfjs; got "torch"',
    ],
    [{ minimumDeviation: [1, -1] }, 'minimumDeviation[1] must be a finite number of at least 0; got -1'],
  ])('refuses %j', (options, message) => {
    expect(() => new LstmModel(options)).toThrow(new ModelError('INVALID_OPTION', message));
  });

  it('refuses an option it does not know, and deviations for other columns', async () => {
    expect(() => new LstmModel({ epochs: 1, ...{ layers: 2 } })).toThrow(
      /has no option "layers"; its options are/,
    );
    await expect(new LstmModel({ minimumDeviation: [1] }).train(waves(50))).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: 'minimumDeviation has 1 values, one per column; the rows have 3 columns',
    });
  });

  it('finds a value that is usual by itself but not at this moment, and names its column', async () => {
    const model = await new LstmModel({ contamination: 0.01 }).train(waves(400));
    const rows = waves(300, 2);
    rows[200][1] = 60 - rows[200][1];
    const stream = model.createStream();
    const scores = rows.map((row, i) => {
      const { score } = stream.push(row);
      if (i === 200) expect(stream.explain()[0].feature).toBe('feature_1');
      return score;
    });
    expect(scores[200]).toBeGreaterThan(2 * Math.max(...scores.slice(10, 200)));
    expect(model.predict(rows)[200]).toBe(1);
  });

  it('has no score for the first sequenceLength rows', async () => {
    const model = await new LstmModel({ ...quick, sequenceLength: 7 }).train(waves(120));
    expect(model.score(waves(30)).findIndex((score) => !Number.isNaN(score))).toBe(7);
    expect([...model.predict(waves(7))]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect([...model.predictProba(waves(3))]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it('gives the same model for the same seed, to the bit, and another for another', async () => {
    const [a, b, c] = await Promise.all(
      [5, 5, 6].map((seed) => new LstmModel({ ...quick, seed }).train(waves(150))),
    );
    expect(a.toJSON()).toEqual(b.toJSON());
    expect(a.score(waves(50))).not.toEqual(c.score(waves(50)));
  });

  it('tells how training went: both forecasters’ errors, losses that fall', async () => {
    const { report } = await new LstmModel({ epochs: 30, units: 8 }).train(waves(300));
    expect(report).toMatchObject({ windows: 290, validationWindows: 58 });
    expect(report.validationErrors.lstm).toBeGreaterThan(0);
    expect(report.validationErrors.linear).toBeGreaterThan(0);
    expect(report.losses).toHaveLength(report.epochs);
    expect(report.losses[report.epochs - 1]).toBeLessThan(report.losses[0] / 2);
  });

  it('forecasts with its linear twin where that did clearly better on held-out rows', async () => {
    for (const rows of [waves(300), squares(300)]) {
      const { forecaster, validationErrors } = (await new LstmModel({ units: 8 }).train(rows)).report;
      const { lstm = 0, linear = 0 } = validationErrors;
      expect(forecaster).toBe(lstm <= 1.25 * linear ? 'lstm' : 'linear');
    }
  });

  it('forecasts with its linear twin where there are few windows', async () => {
    const { report } = await new LstmModel({ sequenceLength: 10 }).train(waves(259));
    expect(report).toMatchObject({ forecaster: 'linear', windows: 249, epochs: 0, losses: [] });
  });

  it('stops early when the held-out rows are forecast no better', async () => {
    const random = createRandom(1);
    const noise = Array.from({ length: 200 }, () => [random.uniform()]);
    const model = await new LstmModel({ epochs: 500, patience: 3, units: 8 }).train(noise);
    expect(model.report.epochs).toBeLessThan(100);
  });
});

describe('a row by itself', () => {
  it('has no score and no explanation: the error says where to find one', async () => {
    const model = await new LstmModel({ forecaster: 'linear' }).train(waves(50));
    expect(model.scoreRow([50, 30, 0.5])).toBeNaN();
    expect(() => model.explain([50, 30, 0.5])).toThrow(/one by itself: use createStream/);
  });
});

describe('few rows', () => {
  it.each([1, 2, 3, 5, 10, 11, 12, 20, 30])(
    '%d of them train a model that saves, loads and calls nothing new',
    async (count) => {
      for (const forecaster of ['auto', 'lstm'] as const) {
        const model = await new LstmModel({ ...quick, forecaster }).train(waves(count));
        const again = loadModel(JSON.parse(JSON.stringify(model)));
        expect(again.score(waves(40))).toEqual(model.score(waves(40)));
        expect([...model.predict(waves(count).slice(0, 10))]).not.toContain(1);
        if (count <= 10) expect([...model.predict(waves(40))]).not.toContain(1);
      }
    },
  );

  it('can be calibrated on held-out blocks', async () => {
    const model = await new LstmModel(quick).train(waves(200), { calibrationFolds: 4 });
    expect(model.threshold).toBeGreaterThan(0);
  });
});

describe('training', () => {
  it('reports each epoch and its loss', async () => {
    const seen: { done: number; total: number; loss?: number }[] = [];
    const model = await new LstmModel(quick).train(waves(150), {
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen.slice(0, 5).map(({ done, total }) => done / total)).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    expect(seen.slice(0, 5).map(({ loss }) => loss)).toEqual(model.report.losses);
  });

  it('in a worker thread gives the same model, and leaves the event loop free', async () => {
    const here = await new LstmModel(quick).train(waves(400));
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const there = await new LstmModel(quick).train(waves(400), { background: true });
    delay.disable();
    expect(there.toJSON()).toEqual(here.toJSON());
    expect(delay.percentile(90) / 1e6).toBeLessThan(20);
  });

  it.each([true, false])('can be aborted between batches (background: %s)', async (background) => {
    const model = await new LstmModel(quick).train(waves(150));
    const before = model.score(waves(40));
    const controller = new AbortController();
    const started = performance.now();
    const training = new LstmModel({ ...quick, epochs: 100_000, patience: 100_000 }).train(waves(2000), {
      background,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(training).rejects.toMatchObject({ code: 'ABORTED' });
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(model.score(waves(40))).toEqual(before);
  });
});
