import { expect, it } from 'vitest';
import { averagePathLength } from '../../src/isolation-forest/path-length.js';

// c(n) = 2 (H(n) - 1) worked out by hand; 256 from the exact harmonic number H(256) = 6.124344962817281.
it.each([
  [0, 0],
  [1, 0],
  [2, 1],
  [3, 1.6666666666666667],
  [4, 2.1666666666666665],
  [8, 3.435714285714286],
  [256, 10.248689925634562],
])('the average path length of %i samples is %d', (n, expected) => {
  expect(averagePathLength(n)).toBeCloseTo(expected, 12);
});
