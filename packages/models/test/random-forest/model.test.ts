import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/errors.js';
import { createRandom } from '../../src/random.js';
import { RandomForestModel } from '../../src/random-forest/model.js';
import { loadModel } from '../../src/registry.js';

const random = createRandom(3);
const uniformRows = (count: number, columns = 3): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: columns }, () => random.uniform()));

/** Rows of the unit cube, and labels: 1 where the first two columns are both high, in a tenth of the rows. */
function labelledRows(count: number): { rows: number[][]; labels: number[] } {
  const rows = uniformRows(count);
  return { rows, labels: rows.map(([a, b]) => (a > 0.7 && b > 0.66 ? 1 : 0)) };
}

describe('random forest', () => {
  it.each([
    [{ nEstimators: 0 }, 'nEstimators must be an integer of at least 1 and at most 10000; got 0'],
    [{ maxFeatures: 0.5 }, 'maxFeatures must be an integer of at least 1; got 0.5'],
    [{ references: 1 }, 'references must be an integer of at least 2 and at most 100000; got 1'],
    [{ ...{ engine: 'sklearn' } }, 'engine must be one of "builtin", "ml-random-forest"; got "sklearn"'],
    [{ ...{ novelty: 'gauss' } }, 'novelty must be one of "uniform", "marginals"; got "gauss"'],
  ])('refuses %j', (options, message) => {
    expect(() => new RandomForestModel(options as object)).toThrow(new ModelError('INVALID_OPTION', message));
  });

  it('refuses an option it does not know', () => {
    expect(() => new RandomForestModel({ nEstimators: 10, ...{ trees: 10 } })).toThrow(
      /has no option "trees"/,
    );
  });
});

describe('without labels', () => {
  it('finds planted outliers, and names the column that gives them away', async () => {
    const outliers = [
      [3, 0.5, 0.5],
      [0.5, -2, 0.5],
      [0.5, 0.5, 4],
    ];
    const model = await new RandomForestModel({ contamination: 0.01 }).train([
      ...uniformRows(500),
      ...outliers,
    ]);
    expect([...model.predict(outliers)]).toEqual([1, 1, 1]);
    expect(outliers.map((row) => model.explain(row)[0].feature)).toEqual([
      'feature_0',
      'feature_1',
      'feature_2',
    ]);
  });

  it('alarms on fresh rows about as often as the contamination says, because it calibrates out of bag', async () => {
    for (const count of [30, 100, 1000]) {
      const model = await new RandomForestModel({ contamination: 0.1 }).train(uniformRows(count));
      const share = model.predict(uniformRows(2000)).reduce((sum, flag) => sum + flag, 0) / 2000;
      expect(share).toBeLessThan(0.2);
    }
  });

  it('against marginals finds the broken correlation that lies inside every range', async () => {
    const rows = uniformRows(600, 1).map(([x]) => [x, x + 0.02 * random.uniform()]);
    const model = await new RandomForestModel({ novelty: 'marginals', contamination: 0.01 }).train(rows);
    expect([
      ...model.predict([
        [0.2, 0.8],
        [0.5, 0.51],
      ]),
    ]).toEqual([1, 0]);
  });

  it('gives rows that are all equal the score 0', async () => {
    const model = await new RandomForestModel().train(Array.from({ length: 20 }, () => [1, 2]));
    expect(model.scoreRow([1, 2])).toBe(0);
  });

  it('learns from 1 to 30 rows without calling what it has seen an anomaly more often than told', async () => {
    const rows = uniformRows(30);
    for (let count = 1; count <= 30; count++) {
      const model = await new RandomForestModel({ nEstimators: 20 }).train(rows.slice(0, count));
      expect(model.score(rows).every(Number.isFinite)).toBe(true);
      const flagged = model.predict(rows.slice(0, count)).reduce((sum, flag) => sum + flag, 0);
      expect(flagged).toBeLessThanOrEqual(Math.ceil(count / 10));
    }
  });

  it('takes missing, infinite and huge values', async () => {
    const rows = uniformRows(300).map((row, i) =>
      i % 3 === 0 ? [Number.NaN, row[1], 1e308 * (row[2] - 0.5)] : [row[0], row[1], 1e308 * (row[2] - 0.5)],
    );
    const model = await new RandomForestModel({ nEstimators: 50 }).train(rows);
    const hard = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MAX_VALUE];
    const scores = model.score(hard.flatMap((a) => hard.map((b) => [a, b, a])));
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
  });

  it('learns from a column that is missing throughout as from none', async () => {
    const model = await new RandomForestModel({ nEstimators: 20 }).train(
      uniformRows(50, 1).map(([x]) => [x, Number.NaN]),
    );
    expect(model.explain([9, Number.NaN]).find(({ feature }) => feature === 'feature_1')?.contribution).toBe(
      0,
    );
  });
});

describe('with labels', () => {
  it('scores P(anomaly), and predicts fresh rows', async () => {
    const { rows, labels } = labelledRows(1500);
    const fresh = labelledRows(1000);
    const model = await new RandomForestModel().train(rows, { labels });
    const wrong = model.predict(fresh.rows).filter((flag, i) => flag !== fresh.labels[i]).length;
    expect(wrong / 1000).toBeLessThan(0.03);
    const scores = model.score(fresh.rows);
    const mean = scores.reduce((sum, p) => sum + p, 0) / 1000;
    expect(mean).toBeCloseTo(fresh.labels.reduce((sum, label) => sum + label, 0) / 1000, 1);
    const brier = scores.reduce((sum, p, i) => sum + (p - fresh.labels[i]) ** 2, 0) / 1000;
    expect(brier).toBeLessThan(0.02);
  });

  it('knows which columns matter', async () => {
    const { rows, labels } = labelledRows(800);
    const model = await new RandomForestModel().train(rows, {
      labels,
      featureNames: ['cpu', 'disk', 'noise'],
    });
    const importance = model.featureImportance();
    expect(importance[2].feature).toBe('noise');
    expect(importance.reduce((sum, { importance: share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(model.explain([0.9, 0.9, 0.5])[2].feature).toBe('noise');
    const again = loadModel(JSON.parse(JSON.stringify(model)));
    expect((again as RandomForestModel).featureImportance()).toEqual(importance);
  });

  it('learns that a missing value is the anomaly', async () => {
    const rows = uniformRows(400).map((row, i) => (i % 8 === 0 ? [Number.NaN, row[1], row[2]] : row));
    const labels = rows.map(([x]) => (Number.isNaN(x) ? 1 : 0));
    const model = await new RandomForestModel().train(rows, { labels });
    expect([
      ...model.predict([
        [Number.NaN, 0.5, 0.5],
        [0.5, 0.5, 0.5],
      ]),
    ]).toEqual([1, 0]);
  });

  it('finds anomalies of 0.5 % of the rows, where the first splits gain next to nothing', async () => {
    const rows = uniformRows(4000);
    const labels = rows.map((_, i) => (i % 200 === 0 ? 1 : 0));
    for (const [i, row] of rows.entries()) if (labels[i]) row[0] = 0.4 + 0.02 * random.uniform();
    const model = await new RandomForestModel({ maxFeatures: 3 }).train(rows, { labels });
    const fresh = uniformRows(400);
    const score = (first: number) => model.score(fresh.map((row) => [first, row[1], row[2]])).sort()[200];
    expect(score(0.41)).toBeGreaterThan(3 * score(0.8));
  });

  it('with fewer than 20 anomalies still finds rows unlike all others that no label describes', async () => {
    const bell = () => uniformRows(1, 6)[0].reduce((sum, x) => sum + x, -3);
    const rows = Array.from({ length: 400 }, (_, i) => [i < 5 ? 4 : bell(), bell(), bell()]);
    const labels = rows.map((_, i) => (i < 5 ? 1 : 0));
    const model = await new RandomForestModel().train(rows, { labels });
    const [known, unknown, ordinary] = model.score([
      [4, 0, 0],
      [0, -5, -5],
      [0, 0, 0],
    ]);
    expect(known).toBeGreaterThan(unknown);
    expect(unknown).toBeGreaterThan(2 * ordinary);
  });

  it('takes labels that hold no anomaly for no labels, and refuses labels that hold nothing else', async () => {
    const rows = uniformRows(100);
    const without = await new RandomForestModel({ nEstimators: 20 }).train(rows);
    const zeros = await new RandomForestModel({ nEstimators: 20 }).train(rows, { labels: rows.map(() => 0) });
    expect(zeros.toJSON()).toEqual(without.toJSON());
    await expect(new RandomForestModel().train(rows, { labels: rows.map(() => 1) })).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: 'labels must hold at least one 0 (normal); all of them are 1',
    });
  });

  it('takes one or two labelled rows of either class', async () => {
    for (const labels of [
      [0, 1],
      [1, 0, 0],
      [1, 1, 0],
    ]) {
      const model = await new RandomForestModel({ nEstimators: 10 }).train(uniformRows(labels.length), {
        labels,
      });
      expect(model.score(uniformRows(5)).every((p) => p >= 0 && p <= 1)).toBe(true);
    }
  });

  it('in a worker thread learns the same model, labels included', async () => {
    const { rows, labels } = labelledRows(300);
    const here = await new RandomForestModel({ nEstimators: 20 }).train(rows, { labels });
    const there = await new RandomForestModel({ nEstimators: 20 }).train(rows, { labels, background: true });
    expect(there.toJSON()).toEqual(here.toJSON());
  });

  it('reports progress tree by tree, also when two forests are grown, and can be aborted between them', async () => {
    const { rows, labels } = labelledRows(200);
    const few = labels.map((label, i) => (i < 60 ? label : 0));
    const seen: number[] = [];
    await new RandomForestModel({ nEstimators: 4 }).train(rows, {
      labels: few,
      onProgress: ({ done, total }) => seen.push(done / total),
    });
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((done) => done / 8));
    const controller = new AbortController();
    const model = new RandomForestModel();
    const training = model.train(rows, {
      labels,
      signal: controller.signal,
      onProgress: ({ done }) => done === 5 && controller.abort(),
    });
    await expect(training).rejects.toMatchObject({ code: 'ABORTED' });
    expect(model.isTrained).toBe(false);
  });
});

describe('a saved random forest that is damaged', () => {
  type Saved = { state: { forest: Record<string, unknown> } & Record<string, unknown> } & Record<
    string,
    unknown
  >;
  const withForest = (saved: Saved, forest: object): unknown => ({
    ...saved,
    state: { ...saved.state, forest: { ...saved.state.forest, ...forest } },
  });
  const bytes = (array: Uint8Array): string => btoa(String.fromCharCode(...array));

  it.each<[string, (saved: Saved) => unknown]>([
    ['has no state', (saved) => ({ ...saved, state: null })],
    ['has no forest', (saved) => ({ ...saved, state: { ...saved.state, forest: [] } })],
    ['has more trees than it says', (saved) => withForest(saved, { trees: 1 })],
    ['has fewer trees than it says', (saved) => withForest(saved, { trees: 11 })],
    ['says it has a billion trees', (saved) => withForest(saved, { trees: 1e9 })],
    ['has no nodes', (saved) => withForest(saved, { feature: { Uint16Array: '' } })],
    [
      'is one endless left branch',
      (saved) => withForest(saved, { feature: { Uint16Array: bytes(new Uint8Array(20_000)) } }),
    ],
    ['has leaves without values', (saved) => withForest(saved, { value: { Float32Array: '' } })],
    ['has splits without thresholds', (saved) => withForest(saved, { cut: { Uint16Array: '' } })],
    ['has no thresholds', (saved) => withForest(saved, { threshold: { Float64Array: '' } })],
    ['splits on a column it does not have', (saved) => ({ ...saved, featureNames: ['a'] })],
    ['has an array that is not base64', (saved) => withForest(saved, { count: { Float32Array: '%' } })],
    ['has an importance above 1', (saved) => ({ ...saved, state: { ...saved.state, importance: {} } })],
    [
      'has a calibrator without bounds',
      (saved) => ({
        ...saved,
        state: { ...saved.state, calibrator: JSON.parse('{"slope":1e999,"intercept":0}') },
      }),
    ],
    [
      'has a calibrator that turns the order around',
      (saved) => ({ ...saved, state: { ...saved.state, calibrator: { slope: -1, intercept: 0 } } }),
    ],
  ])('%s: it is refused with INVALID_MODEL', async (_, damage) => {
    const { rows, labels } = labelledRows(200);
    const model = await new RandomForestModel({ nEstimators: 10 }).train(rows, { labels });
    const saved = JSON.parse(JSON.stringify(model));
    expect(() => loadModel(damage(saved))).toThrow(
      expect.objectContaining({ name: 'ModelError', code: 'INVALID_MODEL' }),
    );
  });
});
