import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factorRow, solveFactored } from '../src/cholesky.js';

function factor(a: readonly (readonly number[])[]): Float64Array {
  const l = Float64Array.from(a.flat());
  for (let i = 0; i < a.length; i++) factorRow(l, a.length, i);
  return l;
}

describe('Cholesky factorisation', () => {
  // From numpy 2.4: numpy.linalg.cholesky and numpy.linalg.solve.
  it('gives the factor and the solution that numpy gives', () => {
    const l = factor([
      [4, 2, 0.6],
      [2, 5, 1.5],
      [0.6, 1.5, 3],
    ]);
    const lower = [0, 3, 4, 6, 7, 8].map((k) => l[k]);
    [2, 1, 2, 0.3, 0.6, 1.5968719422671311].forEach((value, k) => {
      expect(lower[k]).toBeCloseTo(value, 14);
    });
    const x = Float64Array.of(1, 2, 3);
    solveFactored(l, 3, x);
    [0.0625, 0.09264705882352936, 0.9411764705882355].forEach((value, k) => {
      expect(x[k]).toBeCloseTo(value, 14);
    });
  });

  it('solves what it factored: A x is b again', () => {
    const vectors = fc.array(
      fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 }),
      {
        minLength: 6,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(vectors, (rows) => {
        // Products of vectors plus a ridge are positive definite.
        const a = [0, 1, 2, 3].map((i) =>
          [0, 1, 2, 3].map((j) => rows.reduce((sum, row) => sum + row[i] * row[j], i === j ? 1 : 0)),
        );
        const b = [1, -2, 3, -4];
        const x = Float64Array.from(b);
        solveFactored(factor(a), 4, x);
        a.forEach((row, i) => {
          expect(row.reduce((sum, value, j) => sum + value * x[j], 0)).toBeCloseTo(b[i], 8);
        });
      }),
    );
  });
});
