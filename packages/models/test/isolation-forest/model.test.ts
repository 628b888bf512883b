import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/errors.js';
import { IsolationForestModel } from '../../src/isolation-forest/model.js';
import { createRandom } from '../../src/random.js';
import { loadModel } from '../../src/registry.js';

function uniformRows(count: number, columns = 3): number[][] {
  const random = createRandom(3);
  return Array.from({ length: count }, () => Array.from({ length: columns }, () => random.uniform()));
}

describe('isolation forest', () => {
  it.each([
    [{ nEstimators: 0 }, 'nEstimators must be an integer of at least 1 and at most 10000; got 0'],
    [{ contamination: 0.6 }, 'contamination must be a finite number of above 0 and at most 0.5; got 0.6'],
    [{ maxSamples: 1.5 }, 'maxSamples must be an integer of at least 1 and at most 65536; got 1.5'],
    [
      { outOfRange: { minimumRange: -1 } },
      'outOfRange.minimumRange must be a finite number of at least 0; got -1',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => new IsolationForestModel(options)).toThrow(new ModelError('INVALID_OPTION', message));
  });

  it('refuses an option it does not know', () => {
    expect(() => new IsolationForestModel({ nEstimators: 10, ...{ trees: 10 } })).toThrow(
      /has no option "trees"; its options are/,
    );
  });

  it('alarms on the contaminated share of its training data', async () => {
    const rows = uniformRows(1000);
    const model = await new IsolationForestModel({ contamination: 0.1 }).train(rows);
    expect(model.predict(rows).reduce((sum, value) => sum + value, 0)).toBe(100);
  });

  it('alarms on about the contaminated share of many rows, however small, though it calibrates on a sample', async () => {
    const rows = uniformRows(60_000);
    const model = await new IsolationForestModel({ contamination: 0.005 }).train(rows);
    const share = model.predict(rows).reduce((sum, value) => sum + value, 0) / rows.length;
    expect(share).toBeGreaterThan(0.004);
    expect(share).toBeLessThan(0.006);
  });

  it('finds planted outliers among ordinary rows', async () => {
    const rows = uniformRows(500);
    const outliers = [
      [3, 0.5, 0.5],
      [0.5, -2, 0.5],
      [0.5, 0.5, 4],
    ];
    const model = await new IsolationForestModel({ contamination: 0.01 }).train([...rows, ...outliers]);
    expect([...model.predict(outliers)]).toEqual([1, 1, 1]);
    expect(outliers.map((row) => model.explain(row)[0].feature)).toEqual([
      'feature_0',
      'feature_1',
      'feature_2',
    ]);
  });

  it('gives rows that are all equal the neutral score 0.5', async () => {
    const model = await new IsolationForestModel().train(Array.from({ length: 20 }, () => [1, 2]));
    expect(model.scoreRow([1, 2])).toBeCloseTo(0.5, 12);
    const single = await new IsolationForestModel().train([[1, 2]]);
    expect(single.scoreRow([9, 9])).toBe(0.5);
  });

  it('learns from rows with missing values', async () => {
    const rows = uniformRows(300).map((row, i) => (i % 3 === 0 ? [Number.NaN, row[1], row[2]] : row));
    const model = await new IsolationForestModel().train(rows);
    expect(model.scoreRow([5, 0.5, 0.5])).toBeGreaterThan(model.scoreRow([0.5, 0.5, 0.5]));
    expect(model.scoreRow([Number.NaN, 0.5, 0.5])).toBeLessThan(model.scoreRow([Number.NaN, 9, 9]));
  });

  it('tells far outside from just outside only with the out-of-range term', async () => {
    const rows = uniformRows(300, 1);
    const plain = await new IsolationForestModel().train(rows);
    expect(plain.scoreRow([1.1])).toBe(plain.scoreRow([1000]));
    const ranged = await new IsolationForestModel({ outOfRange: { minimumRange: 0.5 } }).train(rows);
    expect(ranged.scoreRow([1000])).toBeGreaterThan(ranged.scoreRow([1.1]));
    expect(ranged.scoreRow([0.5])).toBe(plain.scoreRow([0.5]));
    expect(Number.isFinite(ranged.scoreRow([Number.POSITIVE_INFINITY]))).toBe(true);
  });

  it('takes a column that never moved for as wide as the minimum range', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => [i % 7, 40]);
    const model = await new IsolationForestModel({ outOfRange: { minimumRange: [0, 2] } }).train(rows);
    const usual = model.scoreRow([3, 40]);
    expect(model.scoreRow([3, 40.1]) / usual).toBeLessThan(1.02);
    expect(model.scoreRow([3, 60]) / usual).toBeGreaterThan(1.3);
  });

  it('calibrates on held-out rows when asked: few rows then no longer make fresh ones look anomalous', async () => {
    const rows = uniformRows(40);
    const inSample = await new IsolationForestModel({ contamination: 0.1 }).train(rows);
    const heldOut = await new IsolationForestModel({ contamination: 0.1 }).train(rows, {
      calibrationFolds: 5,
    });
    expect(heldOut.threshold).toBeGreaterThan(inSample.threshold);
    expect(heldOut.score(rows)).toEqual(inSample.score(rows));
  });

  it('saves 100 trees of 256 rows in at most 0.7 MB', async () => {
    const model = await new IsolationForestModel().train(uniformRows(5000, 10));
    expect(JSON.stringify(model).length).toBeLessThan(700_000);
  });
});

describe('a saved forest that is damaged', () => {
  it.each<[string, (saved: { state: Record<string, unknown> } & Record<string, unknown>) => unknown]>([
    ['is not an object', () => 'a string'],
    ['is of another format', (saved) => ({ ...saved, format: 'pickle' })],
    ['is of a later version', (saved) => ({ ...saved, formatVersion: 2 })],
    ['is of an unknown kind', (saved) => ({ ...saved, kind: 'oracle' })],
    ['has options that are refused', (saved) => ({ ...saved, options: { nEstimators: -1 } })],
    ['has no feature names', (saved) => ({ ...saved, featureNames: [] })],
    ['has more trees than it says', (saved) => ({ ...saved, state: { ...saved.state, trees: 1 } })],
    ['has fewer trees than it says', (saved) => ({ ...saved, state: { ...saved.state, trees: 99 } })],
    ['says it has a billion trees', (saved) => ({ ...saved, state: { ...saved.state, trees: 1e9 } })],
    [
      'has an array cut short',
      (saved) => ({ ...saved, state: { ...saved.state, threshold: { Float64Array: 'AAAA' } } }),
    ],
    [
      'has an array that is not base64',
      (saved) => ({ ...saved, state: { ...saved.state, count: { Uint32Array: '%%%' } } }),
    ],
    ['splits on a column it does not have', (saved) => ({ ...saved, featureNames: ['a'] })],
    [
      'is one endless left branch',
      (saved) => ({ ...saved, state: { ...saved.state, feature: { Uint16Array: btoa('\0'.repeat(512)) } } }),
    ],
    ['has no calibration', (saved) => ({ ...saved, calibration: null })],
  ])('%s: it is refused with INVALID_MODEL', async (_, damage) => {
    const model = await new IsolationForestModel({ nEstimators: 10 }).train(uniformRows(200));
    const saved = JSON.parse(JSON.stringify(model));
    expect(() => loadModel(JSON.parse(JSON.stringify(damage(saved))))).toThrow(
      expect.objectContaining({ name: 'ModelError', code: 'INVALID_MODEL' }),
    );
  });
});

it('a file of many trees of which one is deep loads and scores without taking gigabytes', async () => {
  const rows = uniformRows(4096);
  const deep = await new IsolationForestModel({ nEstimators: 1, maxSamples: 4096 }).train(rows);
  const saved = JSON.parse(JSON.stringify(deep));
  const extra = 99_999;
  const encode = (array: Uint16Array | Uint32Array | Float64Array) => ({
    [array.constructor.name]: Buffer.from(array.buffer).toString('base64'),
  });
  const decode = (field: Record<string, string>) => Buffer.from(Object.values(field)[0], 'base64');
  const { feature, threshold, count } = saved.state;
  saved.state.trees = extra + 1;
  saved.state.feature = encode(
    Uint16Array.from([
      ...new Uint16Array(Uint8Array.from(decode(feature)).buffer),
      ...new Array(extra).fill(0xffff),
    ]),
  );
  saved.state.threshold = encode(
    Float64Array.from([
      ...new Float64Array(Uint8Array.from(decode(threshold)).buffer),
      ...new Array(extra).fill(0),
    ]),
  );
  saved.state.count = encode(
    Uint32Array.from([
      ...new Uint32Array(Uint8Array.from(decode(count)).buffer),
      ...new Array(extra).fill(4096),
    ]),
  );
  const model = loadModel(saved);
  expect(Number.isFinite(model.scoreRow(rows[0]))).toBe(true);
  expect(model.score(rows.slice(0, 3))[0]).toBe(model.scoreRow(rows[0]));
});
