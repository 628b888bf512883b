import { describe, expect, it } from 'vitest';
import { StaticThreshold } from '../../src/index.js';

describe('static threshold', () => {
  it('lies at the contamination quantile and never moves', () => {
    const threshold = new StaticThreshold({
      scores: Array.from({ length: 101 }, (_, i) => i),
      contamination: 0.1,
    });
    for (const score of [50, 95, 1000, 1000]) threshold.observe(score);
    expect(threshold.observe(90)).toMatchObject({
      isAbove: false,
      threshold: 90,
      median: 50,
      provisional: false,
    });
    expect(threshold.observe(90.5).isAbove).toBe(true);
  });

  it('ranks a score among those it was made of, and leaves a missing one without a rank', () => {
    const threshold = new StaticThreshold({ scores: [3, 1, 2, 2] });
    const ranks = [0, 2, 3, 4].map((score) => threshold.observe(score).pValue);
    expect(ranks).toEqual([1, 4 / 5, 2 / 5, 1 / 5]);
    expect(threshold.observe(Number.NaN)).toMatchObject({ isAbove: false, pValue: Number.NaN });
    expect(new StaticThreshold(threshold.snapshot()).observe(2.5).pValue).toBe(2 / 5);
  });

  it('refuses calibration scores that hold no number', () => {
    expect(() => new StaticThreshold({ scores: [Number.NaN] })).toThrow('at least one finite number');
  });
});
