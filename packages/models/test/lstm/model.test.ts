import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { createRandom, LstmModel, loadModel, ModelError } from '../../src/index.js';

/** A slow wave, the same a quarter later, and noise. */
function waves(count: number, seed = 1): number[][] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => [
    50 + 20 * Math.sin(i / 4) + random.uniform(),
    30 + 10 * Math.cos(i / 4) + random.uniform(),
    random.uniform(),
  ]);
}

const quick = { epochs: 5, units: 8, forecaster: 'lstm' } as const;

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

/** A square wave: on for 5 rows, off for 7. A linear forecast cannot know when it turns. */
function squares(count: number): number[][] {
  return Array.from({ length: count }, (_, i) => [i % 12 < 5 ? 1 : 0]);
}

describe('a stream', () => {
  it('scores as `score` does, to the bit, with either forecaster, also when streams take turns', async () => {
    const rows = waves(80, 3).map((row, i) => (i % 9 === 0 ? [row[0], Number.NaN, row[2]] : row));
    for (const forecaster of ['lstm', 'linear'] as const) {
      const model = await new LstmModel({ ...quick, forecaster }).train(waves(200));
      const [one, other] = [model.createStream(), model.createStream()];
      const scores = rows.map((row, i) => {
        other.push(rows[79 - i]);
        return one.push(row).score;
      });
      expect(scores).toEqual([...model.score(rows)]);
    }
  });

  it('tells what it expected, and contributions that sum to the square of the score', async () => {
    const model = await new LstmModel(quick).train(waves(200));
    const stream = model.createStream();
    expect(stream.explain()).toEqual([]);
    for (const row of waves(60, 4)) {
      const { score, forecast } = stream.push(row);
      const sum = stream.explain().reduce((total, { contribution }) => total + contribution, 0);
      if (Number.isNaN(score)) expect(forecast).toEqual(new Float64Array(3).fill(Number.NaN));
      else expect(sum).toBeCloseTo(score * score, 8);
    }
    const { forecast } = stream.push(waves(61, 4)[60]);
    expect(Math.abs((forecast?.[0] ?? 0) - waves(61, 4)[60][0])).toBeLessThan(20);
  });

  it('goes on from a snapshot with the same scores, to the bit', async () => {
    for (const sequenceLength of [1, 2, 10]) {
      const model = await new LstmModel({ ...quick, sequenceLength }).train(waves(200));
      for (const cut of [0, 1, 5, 10, 37]) {
        const rows = waves(60, 5);
        const first = model.createStream();
        for (const row of rows.slice(0, cut)) first.push(row);
        const second = model.createStream(JSON.parse(JSON.stringify(first.snapshot())));
        const rest = rows.slice(cut);
        expect(rest.map((row) => second.push(row).score)).toEqual(rest.map((row) => first.push(row).score));
      }
    }
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['text', 'rows'],
    ['too many rows', { rows: Array.from({ length: 11 }, () => [0, 0, 0]) }],
    ['rows of another width', { rows: [[0, 0]] }],
    ['values that are not numbers', { rows: [[0, null, 0]] }],
    ['values out of range', { rows: [[0, 1e9, 0]] }],
  ])('refuses a snapshot that is %s', async (_, snapshot) => {
    const model = await new LstmModel({ forecaster: 'linear' }).train(waves(50));
    expect(() => model.createStream(snapshot)).toThrow(expect.objectContaining({ code: 'INVALID_MODEL' }));
  });

  it('refuses a row of another width, and is not to be had before training', async () => {
    const stream = (await new LstmModel({ forecaster: 'linear' }).train(waves(50))).createStream();
    expect(() => stream.push([1])).toThrow(expect.objectContaining({ code: 'INVALID_DATA' }));
    expect(() => new LstmModel().createStream()).toThrow(expect.objectContaining({ code: 'NOT_TRAINED' }));
  });
});

describe('a row by itself', () => {
  it('has no score and no explanation: the error says where to find one', async () => {
    const model = await new LstmModel({ forecaster: 'linear' }).train(waves(50));
    expect(model.scoreRow([50, 30, 0.5])).toBeNaN();
    expect(() => model.explain([50, 30, 0.5])).toThrow(/one by itself: use createStream/);
  });
});

describe('hard values', () => {
  it.each(['lstm', 'linear'] as const)(
    'are scored by %s: finite scores, and soon ordinary ones again',
    async (forecaster) => {
      const model = await new LstmModel({ ...quick, forecaster }).train(waves(300));
      const rows = waves(120, 6);
      rows[40] = [Number.POSITIVE_INFINITY, 30, 0.5];
      rows[41] = [Number.NEGATIVE_INFINITY, Number.MAX_VALUE, -Number.MAX_VALUE];
      rows[60] = [Number.NaN, Number.NaN, Number.NaN];
      const scores = model.score(rows);
      const plain = model.score(waves(120, 6));
      expect(scores[40]).toBeGreaterThan(10);
      expect(scores[60]).toBeNaN();
      expect(scores.every((score, i) => i < 10 || i === 60 || Number.isFinite(score))).toBe(true);
      expect(scores[39]).toBe(plain[39]);
      expect(scores[110] / plain[110]).toBeCloseTo(1, 1);
    },
  );

  it('that are missing add nothing, and stand for their forecast in the rows after', async () => {
    const model = await new LstmModel(quick).train(waves(300));
    const rows = waves(60, 7);
    const gap = rows.map((row, i) => (i === 40 ? [Number.NaN, row[1], row[2]] : row));
    const stream = model.createStream();
    const step = gap.slice(0, 41).map((row) => stream.push(row))[40];
    const byName = Object.fromEntries(stream.explain().map((entry) => [entry.feature, entry.contribution]));
    expect(byName.feature_0).toBe(0);
    const filled = gap.map((row, i) => (i === 40 ? [step.forecast?.[0] ?? 0, row[1], row[2]] : row));
    model.score(filled).forEach((score, i) => {
      if (i > 40) expect(score).toBeCloseTo(model.score(gap)[i], 4);
    });
  });

  it('in training may be missing, all of a column even', async () => {
    const rows = waves(200).map(([a, b], i) => [a, i % 3 === 0 ? Number.NaN : b, Number.NaN]);
    const model = await new LstmModel(quick).train(rows);
    expect(model.score(rows).slice(10).every(Number.isFinite)).toBe(true);
    expect(model.calibration.threshold).toBeLessThan(5);
  });

  it('in columns that never moved: a tiny step is no event, a large one is', async () => {
    for (const forecaster of ['lstm', 'linear'] as const) {
      const rows = waves(200).map(([a]) => [a, 40, 0]);
      const model = await new LstmModel({ ...quick, forecaster, contamination: 0.01 }).train(rows);
      const at = (row: number[]) => model.score([...rows, row])[200];
      const usual = at([rows[199][0], 40, 0]);
      expect(at([rows[199][0], 40.04, 0])).toBeLessThan(usual + 0.2);
      expect(at([rows[199][0], 60, 0])).toBeGreaterThan(10);
      expect(at([rows[199][0], 40, 50])).toBeGreaterThan(10);
    }
  });

  it('as large as doubles go are learned from, too', async () => {
    const rows = waves(150).map(([a, b]) => [a * 1e300, b * 1e-300, 0]);
    const scores = (await new LstmModel(quick).train(rows)).score(rows);
    expect(scores.slice(10).every(Number.isFinite)).toBe(true);
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

type Damage = (
  saved: { state: Record<string, Record<string, unknown>> } & Record<string, unknown>,
) => unknown;

describe('a saved lstm that is damaged', () => {
  const floats = (...values: number[]) => ({
    Float32Array: Buffer.from(Float32Array.from(values).buffer).toString('base64'),
  });
  const doubles = (...values: number[]) => ({
    Float64Array: Buffer.from(Float64Array.from(values).buffer).toString('base64'),
  });
  const withState =
    (parts: object): Damage =>
    (saved) => ({ ...saved, state: { ...saved.state, ...parts } });
  const withPart =
    (part: string, fields: object): Damage =>
    (saved) =>
      withState({ [part]: { ...saved.state[part], ...fields } })(saved);

  it.each<[string, Damage]>([
    ['has no state', (saved) => ({ ...saved, state: null })],
    ['has a billion units', withState({ units: 1e9 })],
    ['has other units than its weights', withState({ units: 9 })],
    ['has windows of no rows', withState({ sequenceLength: 0 })],
    ['has windows of a billion rows', withState({ sequenceLength: 1e9 })],
    ['lacks the network that forecasts', withState({ network: null })],
    ['has a network cut short', withPart('network', { kernel: floats(1, 2, 3) })],
    [
      'has a bias that is infinite',
      withPart('network', { denseBias: floats(0, Number.POSITIVE_INFINITY, 0) }),
    ],
    ['has a bias that is not a number', withPart('network', { denseBias: floats(0, Number.NaN, 0) })],
    ['has weights that are text', withPart('network', { kernel: 'weights' })],
    ['has a deviation of 0', withPart('scaling', { deviation: doubles(1, 0, 1) })],
    ['has a mean that is not a number', withPart('scaling', { mean: doubles(1, Number.NaN, 1) })],
    ['has a negative residual scale', withState({ residualScale: doubles(1, -1, 1) })],
    ['has residual scales for other columns', withState({ residualScale: doubles(1) })],
    ['has no linear twin', withState({ linear: null })],
    ['has a linear twin of another size', withPart('linear', { coupled: true })],
    ['has another forecaster', withPart('report', { forecaster: 'oracle' })],
    ['has no losses', withPart('report', { losses: null })],
    ['has other columns', (saved) => ({ ...saved, featureNames: ['a', 'b'] })],
    ['has options that are refused', (saved) => ({ ...saved, options: { engine: 'torch' } })],
  ])('%s: it is refused with INVALID_MODEL', async (_, damage) => {
    const model = await new LstmModel(quick).train(waves(120));
    const saved = JSON.parse(JSON.stringify(model));
    expect(() => loadModel(JSON.parse(JSON.stringify(damage(saved))))).toThrow(
      expect.objectContaining({ name: 'ModelError', code: 'INVALID_MODEL' }),
    );
  });
});
