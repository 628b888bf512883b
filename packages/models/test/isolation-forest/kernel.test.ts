import { expect, it } from 'vitest';
import { IsolationForestModel } from '../../src/isolation-forest/model.js';
import { createRandom } from '../../src/random.js';
import { runBuiltPackage } from '../run-built-package.js';

it('scores are the same whether a row comes alone, in a small batch or in a large one', async () => {
  const random = createRandom(11);
  const rows = Array.from({ length: 9000 }, (_, i) =>
    Array.from({ length: 6 }, () =>
      i % 50 === 0 && random.uniform() < 0.2 ? Number.NaN : random.uniform() ** 3,
    ),
  );
  rows[7] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, Number.MAX_VALUE, -0];
  for (const maxSamples of [1, 2, 256, 3000]) {
    const model = await new IsolationForestModel({ nEstimators: 20, maxSamples }).train(rows.slice(10));
    const few = rows.slice(0, 500);
    const alike = model.score(few);
    const many = model.score(rows);
    expect(many.slice(0, 500)).toEqual(alike);
    // The kernel, laid out for the large batch, now serves the small one as well.
    expect(model.score(few)).toEqual(alike);
    expect(Float64Array.from(few, (row) => model.scoreRow(row))).toEqual(many.slice(0, 500));
  }
});

it.each([
  ['is missing', 'delete globalThis.WebAssembly;'],
  [
    'knows no SIMD',
    'WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError("no SIMD"); } };',
  ],
])('scores are the same where WebAssembly %s', (_, removal) => {
  const program = `
    const random = models.createRandom(1);
    const data = Float64Array.from({ length: 20_000 }, () => random.uniform());
    const matrix = { data, rows: 10_000, columns: 2 };
    const model = await new models.IsolationForestModel({ nEstimators: 10 }).train(matrix);
    console.log(Buffer.from(model.score(matrix).buffer).toString('base64'));`;
  expect(runBuiltPackage(removal, program)).toBe(runBuiltPackage('', program));
});
