import { describe, expect, it } from 'vitest';
import { trimBaseline } from '../src/trim-baseline.js';

const calm = Array.from({ length: 29 }, (_, i) => [3 + (i % 5), 40]);

describe('trimming a baseline', () => {
  it('leaves out a burst', () => {
    expect(trimBaseline([[98, 40], ...calm], [2, 2]).rows).toBe(29);
  });

  it('keeps what lies within the minimum range, however quiet the rest is', () => {
    expect(trimBaseline([[4, 41.5], ...calm], [2, 2]).rows).toBe(30);
  });

  it('leaves out a burst of a fifth of the rows', () => {
    expect(trimBaseline([...Array(7).fill([98, 40]), ...calm], [2, 2]).rows).toBe(29);
  });

  it('keeps everything when more than a quarter is far out: then that is normal too', () => {
    expect(trimBaseline([...Array(10).fill([98, 40]), ...calm], [2, 2]).rows).toBe(39);
  });

  it('keeps rows with missing values, and columns that are missing altogether', () => {
    expect(
      trimBaseline(
        calm.map(([cpu]) => [cpu, Number.NaN]),
        [2, 2],
      ).rows,
    ).toBe(29);
  });
});
