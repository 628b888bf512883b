import { expect, it } from 'vitest';
import { createRandom } from '../../src/random.js';
import { RandomForestModel } from '../../src/random-forest/model.js';
import { runBuiltPackage } from '../run-built-package.js';

it.each([
  [300, 'few splits, which fit the bit kernel'],
  [2500, 'more splits, which are walked'],
])('scores are the same whether a row comes alone or in a large batch: %i rows, %s', async (count) => {
  const random = createRandom(11);
  const rows = Array.from({ length: count }, (_, i) =>
    Array.from({ length: 6 }, () => (i % 50 === 0 && random.uniform() < 0.2 ? Number.NaN : random.uniform())),
  );
  // Labels of pure chance make the largest trees.
  const labels = rows.map(() => random.integer(2));
  const model = await new RandomForestModel({ nEstimators: 101 }).train(rows, { labels });
  rows[7] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, Number.MAX_VALUE, -0];
  expect(Float64Array.from(rows, (row) => model.scoreRow(row))).toEqual(model.score(rows));
  // So many that a layout for the bit kernel pays, if the splits are few enough.
  const many = Array.from({ length: 33_000 }, (_, i) => rows[i % count]);
  const inOrder = Float64Array.from(rows, (row) => model.scoreRow(row));
  expect(model.score(many).subarray(0, count)).toEqual(inOrder);
});

it('a forest is the same, and its scores are, where WebAssembly is missing', () => {
  const program = `
    const random = models.createRandom(3);
    const rows = Array.from({ length: 700 }, () => [random.uniform(), random.uniform(), random.uniform()]);
    const labels = rows.map(([a, b]) => Number(a + b > 1.5));
    const model = await new models.RandomForestModel({ nEstimators: 20 }).train(rows, { labels });
    console.log(JSON.stringify([model, [...model.score(rows)]]));`;
  expect(runBuiltPackage('delete globalThis.WebAssembly', program)).toBe(runBuiltPackage('', program));
});
