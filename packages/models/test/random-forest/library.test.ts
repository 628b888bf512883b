import { RandomForestClassifier } from 'ml-random-forest';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random.js';
import { RandomForestModel } from '../../src/random-forest/model.js';
import { loadModel } from '../../src/registry.js';

const random = createRandom(11);
const table = (count: number): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: 4 }, () => Math.round(20 * random.uniform()) / 4));
const labelsOf = (rows: number[][]): number[] =>
  rows.map(([a, b]) => (a + b > 6 || random.uniform() < 0.05 ? 1 : 0));

function trainLibrary(nEstimators: number): RandomForestClassifier {
  const rows = table(60);
  const classifier = new RandomForestClassifier({
    seed: 3,
    nEstimators,
    maxFeatures: 3,
    replacement: nEstimators % 2 === 0,
    useSampleBagging: true,
    noOOB: true,
    treeOptions: { gainThreshold: 0 },
    isClassifier: true,
  });
  classifier.train(rows, labelsOf(rows));
  return classifier;
}

describe('a forest of ml-random-forest', () => {
  it.each([1, 2, 8, 15])(
    'of %i trees, imported, predicts every row as the library does, ties included',
    (trees) => {
      const classifier = trainLibrary(trees);
      const model = RandomForestModel.fromMlRandomForest(JSON.parse(JSON.stringify(classifier)));
      // Values on a grid of quarters: many are equal to thresholds, or to the middle of two.
      const rows = [...table(500), ...table(500).map((row) => row.map((x) => x + 0.125))];
      expect([...model.predict(rows)]).toEqual(classifier.predict(rows));
    },
  );

  it('scores by the share of trees that vote for an anomaly', () => {
    const classifier = trainLibrary(8);
    const model = RandomForestModel.fromMlRandomForest(JSON.parse(JSON.stringify(classifier)));
    const rows = table(200);
    const votes = classifier.predictionValues(rows);
    const scores = model.score(rows);
    rows.forEach((_, i) => {
      const share = votes.getRow(i).reduce((sum: number, vote: number) => sum + vote, 0) / 8;
      expect(scores[i]).toBeCloseTo(share, 6);
    });
  });

  it('is saved and loaded like any other, with the names it was given', () => {
    const classifier = trainLibrary(5);
    const names = ['a', 'b', 'c', 'd', 'unused'];
    const model = RandomForestModel.fromMlRandomForest(JSON.parse(JSON.stringify(classifier)), names);
    const rows = table(50).map((row) => [...row, 0]);
    const again = loadModel(JSON.parse(JSON.stringify(model)));
    expect(again.score(rows)).toEqual(model.score(rows));
    expect(again.featureNames).toEqual(names);
  });

  it.each<[string, (json: Exported) => unknown]>([
    ['is not an object', () => null],
    ['is a regression', (json) => ({ ...json, name: 'RFRegression' })],
    ['has no trees', (json) => ({ ...json, baseModel: { ...json.baseModel, estimators: [] } })],
    ['has no columns', (json) => ({ ...json, baseModel: { ...json.baseModel, indexes: [] } })],
    [
      'has a column of a hundred million',
      (json) => ({
        ...json,
        baseModel: { ...json.baseModel, indexes: json.baseModel.indexes.map(() => [1e8, 0, 0]) },
      }),
    ],
    [
      'has a tree without nodes',
      (json) => ({
        ...json,
        baseModel: { ...json.baseModel, estimators: json.baseModel.estimators.map(() => ({})) },
      }),
    ],
    [
      'has three classes',
      (json) => ({
        ...json,
        baseModel: {
          ...json.baseModel,
          estimators: json.baseModel.estimators.map(() => ({ root: { distribution: [[0, 0, 1]] } })),
        },
      }),
    ],
  ])('that %s is refused with INVALID_MODEL', (_, damage) => {
    const json: Exported = JSON.parse(JSON.stringify(trainLibrary(2)));
    expect(() => RandomForestModel.fromMlRandomForest(damage(json))).toThrow(
      expect.objectContaining({ code: 'INVALID_MODEL' }),
    );
  });
});

interface Exported {
  readonly name: string;
  readonly baseModel: { readonly estimators: readonly object[]; readonly indexes: readonly number[][] };
}

describe('the engine ml-random-forest', () => {
  it('learns with labels and without, and saves like the builtin one', async () => {
    const rows = table(60);
    const labels = rows.map(([a, b]) => (a + b > 6 ? 1 : 0));
    const options = { engine: 'ml-random-forest', nEstimators: 15 } as const;
    const model = await new RandomForestModel(options).train(rows, { labels });
    const right = model.predict(rows).filter((flag, i) => flag === labels[i]).length;
    expect(right / 60).toBeGreaterThan(0.85);
    const again = loadModel(JSON.parse(JSON.stringify(model)));
    expect(again.score(rows)).toEqual(model.score(rows));
    expect(model.featureImportance().every(({ importance }) => importance > 0)).toBe(true);

    const unsupervised = await new RandomForestModel(options).train(rows.slice(0, 30));
    expect(unsupervised.scoreRow([60, 60, 60, 60])).toBeGreaterThan(unsupervised.calibration.median);
  });

  it('refuses missing values, which the library cannot sort', async () => {
    const model = new RandomForestModel({ engine: 'ml-random-forest', nEstimators: 2 });
    await expect(
      model.train([
        [1, Number.NaN],
        [2, 3],
        [3, 4],
      ]),
    ).rejects.toMatchObject({ code: 'INVALID_DATA' });
  });
});
