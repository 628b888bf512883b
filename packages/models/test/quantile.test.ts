import fc from 'fast-check';
import { expect, it } from 'vitest';
import { medianAbsoluteDeviation, quantile, sortedFinite } from '../src/quantile.js';

// numpy.quantile([1, 2, 4, 8], q), its default (linear) method.
it.each([
  [0, 1],
  [0.25, 1.75],
  [0.5, 3],
  [0.9, 6.8],
  [1, 8],
])('the %d quantile of 1, 2, 4, 8 is %d', (share, expected) => {
  expect(quantile(Float64Array.of(1, 2, 4, 8), share)).toBeCloseTo(expected, 12);
});

it('the median absolute deviation is the median of the sorted deviations', () => {
  const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(numbers, (values) => {
      const sorted = sortedFinite(values);
      const median = quantile(sorted, 0.5);
      const deviations = sortedFinite(values.map((value) => Math.abs(value - median)));
      expect(medianAbsoluteDeviation(sorted)).toBeCloseTo(quantile(deviations, 0.5), 6);
    }),
  );
});

it('keeps finite values only', () => {
  expect([...sortedFinite([3, Number.NaN, -1, Number.POSITIVE_INFINITY])]).toEqual([-1, 3]);
});
