import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearAxis } from '../../src/charts/scale.js';

describe('linearAxis', () => {
  it('has a few ascending ticks within its ends, and places for both, whatever the ends', () => {
    const end = fc.oneof(
      fc.double({ min: -1e300, max: 1e300, noNaN: true }),
      fc.integer({ min: -99, max: 99 }),
    );
    fc.assert(
      fc.property(end, end, (one, other) => {
        const { at, ticks } = linearAxis(Math.min(one, other), Math.max(one, other), 0, 100);
        for (const value of [one, other, ...ticks]) {
          expect(at(value)).toBeGreaterThanOrEqual(-1e-6);
          expect(at(value)).toBeLessThanOrEqual(100 + 1e-6);
        }
        expect(ticks.length).toBeLessThanOrEqual(9);
        expect([...new Set(ticks)].sort((a, b) => a - b)).toEqual(ticks);
      }),
      { examples: [[-Number.MIN_VALUE, Number.MIN_VALUE]] },
    );
  });

  it('ends where the ends differ by a rounding error only', () => {
    const { at, ticks } = linearAxis(1, 1 + Number.EPSILON, 0, 100);
    expect(at(1)).toBeCloseTo(50, 6);
    expect(ticks).toEqual([0.5, 1, 1.5]);
  });

  it('has a tick at zero, not next to it', () => {
    expect(linearAxis(-0.3, 0.3, 0, 100).ticks).toEqual([-0.2, 0, 0.2]);
    expect(linearAxis(-0.3, 0.3, 0, 100, 8).ticks).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  });
});
