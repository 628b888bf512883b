import { describe, expect, it } from 'vitest';
import { IsolationForestModel } from '../../src/isolation-forest/model.js';
import type { Rows } from '../../src/matrix.js';
import { createRandom } from '../../src/random.js';
import { loadModel } from '../../src/registry.js';

const random = createRandom(4);
const good = Array.from({ length: 100 }, () => [random.uniform(), random.uniform()]);

describe('an isolation forest refuses to train on', () => {
  it.each<[string, unknown, RegExp]>([
    ['no rows', [], /at least one row and one column; got 0 x 0/],
    ['rows without columns', [[], []], /at least one row and one column; got 2 x 0/],
    ['ragged rows', [[1, 2], [3]], /row 1 has 1 values; row 0 has 2/],
    ['text', [['1', 2]], /row 0, column 0 must be a number \(NaN when missing\); got "1"/],
    ['null', null, /rows must be an array of rows or a matrix; got null/],
    ['infinity', [[1], [Number.POSITIVE_INFINITY]], /row 1, column 0 is Infinity; use NaN/],
    [
      'more columns than it can count',
      { data: new Float64Array(65_536), rows: 1, columns: 65_536 },
      /at most 65535 columns and 2147483647 values; got 1 x 65536/,
    ],
    ['minus infinity', [[1], [Number.NEGATIVE_INFINITY]], /row 1, column 0 is -Infinity; use NaN/],
    [
      'a matrix of the wrong size',
      { data: new Float64Array(5), rows: 2, columns: 3 },
      /needs 6 values; got 5/,
    ],
  ])('%s', async (_, rows, message) => {
    await expect(new IsolationForestModel().train(rows as Rows)).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringMatching(message),
    });
  });
});

describe('an isolation forest', () => {
  it('refuses rows with another number of columns, alone or in a batch', async () => {
    const model = await new IsolationForestModel().train(good);
    for (const action of [
      () => model.score([[1, 2, 3]]),
      () => model.scoreRow([1]),
      () => model.predict([[1]]),
      () => model.explain([1, 2, 3]),
    ]) {
      expect(action).toThrow(expect.objectContaining({ code: 'INVALID_DATA' }));
    }
  });

  it('says that it is not trained', () => {
    const model = new IsolationForestModel();
    for (const action of [() => model.score(good), () => model.explain([1, 2]), () => model.toJSON()]) {
      expect(action).toThrow(expect.objectContaining({ code: 'NOT_TRAINED' }));
    }
  });

  it('scores no rows as no scores', async () => {
    const model = await new IsolationForestModel().train(good);
    expect(model.score([])).toEqual(new Float64Array(0));
  });

  it.each(Array.from({ length: 30 }, (_, i) => [i + 1]))('learns from %i rows', async (count) => {
    const rows = good.slice(0, count);
    const model = await new IsolationForestModel({ nEstimators: 20 }).train(rows);
    const scores = model.score([...rows, [50, -50]]);
    expect(scores.every((score) => score > 0 && score <= 1)).toBe(true);
    // A plain forest tells little between the outermost rows and those beyond; but it never calls the latter ordinary.
    expect(scores[count]).toBeGreaterThanOrEqual(model.calibration.median);
  });

  it('ignores constant columns, and columns that are missing altogether', async () => {
    const plain = await new IsolationForestModel().train(good.map(([a, b]) => [a, b]));
    const padded = await new IsolationForestModel().train(good.map(([a, b]) => [a, b, 7, Number.NaN]));
    expect(padded.score(good.map(([a, b]) => [a, b, 99, 1]))).toEqual(plain.score(good));
    expect(padded.explain([2, 2, 99, 1]).find(({ feature }) => feature === 'feature_2')?.contribution).toBe(
      0,
    );
  });

  it('splits huge values without overflow', async () => {
    const rows = good.map(([a, b], i) => [i % 2 === 0 ? -Number.MAX_VALUE * a : Number.MAX_VALUE * a, b]);
    const model = await new IsolationForestModel().train(rows);
    expect(new Set(model.score(rows)).size).toBeGreaterThan(50);
    expect(model.score(rows).every(Number.isFinite)).toBe(true);
  });

  it('scores a row of infinities and one of nothing but missing values', async () => {
    const model = await new IsolationForestModel().train(good);
    expect(model.scoreRow([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).toBeGreaterThan(
      model.threshold,
    );
    // Nothing known: the average path of the training samples.
    expect(model.scoreRow([Number.NaN, Number.NaN])).toBeGreaterThan(0.4);
    expect(model.scoreRow([Number.NaN, Number.NaN])).toBeLessThan(0.6);
    expect(model.explain([Number.NaN, Number.NaN]).every(({ contribution }) => contribution === 0)).toBe(
      true,
    );
  });

  it('loads its out-of-range term, and refuses a file without one when it needs one', async () => {
    const options = { outOfRange: { minimumRange: 1 } };
    const ranged = await new IsolationForestModel(options).train(good);
    const again = loadModel(JSON.parse(JSON.stringify(ranged)));
    expect(again.scoreRow([90, 90])).toBe(ranged.scoreRow([90, 90]));
    const plain = await new IsolationForestModel().train(good);
    expect(() => new IsolationForestModel(options).restore(plain.toJSON())).toThrow(
      expect.objectContaining({ code: 'INVALID_MODEL' }),
    );
  });
});
