import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exp2 } from '../../src/isolation-forest/scoring/exp2.js';

it('is the power of two within 4.4e-16 relative', () => {
  fc.assert(
    fc.property(fc.double({ min: -200, max: 200, noNaN: true }), (x) => {
      expect(Math.abs(exp2(x) / 2 ** x - 1)).toBeLessThanOrEqual(4.5e-16);
    }),
    { numRuns: 2000 },
  );
});

it.each([0, 1, -1, 10, -63, 64, 100, -1074])('is exact at the integer %i', (x) => {
  expect(exp2(x)).toBe(2 ** x);
});

it('keeps NaN and the infinities', () => {
  expect(exp2(Number.NaN)).toBeNaN();
  expect(exp2(Number.NEGATIVE_INFINITY)).toBe(0);
  expect(exp2(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
});
