import { expect, it } from 'vitest';
import { exceedsBudget } from '../../src/lifecycle/alarm-excess.js';

const day = 86_400_000;

it('one alarm is never too many: it may be what the others missed', () => {
  expect(exceedsBudget(1, 1000, 0.001)).toBe(false);
  expect(exceedsBudget(0, 1000, 1)).toBe(false);
});

it('two in a day are too many for one a week, two in two days are not, nor four in a week', () => {
  expect(exceedsBudget(2, day, 1)).toBe(true);
  expect(exceedsBudget(2, 2 * day, 1)).toBe(false);
  expect(exceedsBudget(4, 7 * day, 1)).toBe(false);
  expect(exceedsBudget(5, 7 * day, 1)).toBe(true);
});

it('is the tail of a Poisson distribution', () => {
  // scipy.stats.poisson.sf(k - 1, 10): 0.0143 for k = 18, 0.0072 for k = 19.
  expect(exceedsBudget(18, 7 * day, 10)).toBe(false);
  expect(exceedsBudget(19, 7 * day, 10)).toBe(true);
});
