import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, SlidingConformalThreshold, StaticThreshold } from '../../src/index.js';
import { ScoreWindow } from '../../src/threshold/score-window.js';

function normalScores(count: number, seed: number): number[] {
  const random = createRandom(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  return Array.from({ length: count }, () => 0.5 + 0.05 * normal());
}

/** Heavy-tailed scores, which a rule of deviations alone would call unusual too often. */
function heavyScores(count: number, seed: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => (1 - random.uniform()) ** -0.7);
}

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

  it('refuses calibration scores that hold no number', () => {
    expect(() => new StaticThreshold({ scores: [Number.NaN] })).toThrow('at least one finite number');
  });
});

describe('sliding conformal threshold', () => {
  it.each([1, 2, 3, 4, 5])('keeps at most its target rate on heavy-tailed scores (seed %i)', (seed) => {
    const scores = heavyScores(20_000, seed);
    const threshold = new SlidingConformalThreshold({ targetRate: 0.01, scores: scores.slice(0, 200) });
    const alarms = scores.slice(200).filter((score) => threshold.observe(score).isAbove).length;
    expect(alarms / 19_800).toBeGreaterThan(0.008);
    expect(alarms / 19_800).toBeLessThan(0.012);
  });

  it('stays quiet where a rank alone would alarm: scores without a tail', () => {
    const random = createRandom(1);
    const threshold = new SlidingConformalThreshold({ targetRate: 0.01 });
    const alarms = Array.from(
      { length: 5000 },
      () => threshold.observe(0.4 + 0.1 * random.uniform()).isAbove,
    );
    expect(alarms.filter(Boolean)).toHaveLength(0);
  });

  it('is provisional, and careful, while it has fewer than 99 scores at a rate of 1 %', () => {
    const threshold = new SlidingConformalThreshold({ targetRate: 0.01, scores: normalScores(30, 1) });
    const decisions = normalScores(80, 2).map((score) => threshold.observe(score));
    expect(decisions.map((decision) => decision.provisional)).toEqual([
      ...Array(69).fill(true),
      ...Array(11).fill(false),
    ]);
    expect(decisions.filter((decision) => decision.isAbove)).toHaveLength(0);
  });

  it('sees a score far outside even while provisional', () => {
    const threshold = new SlidingConformalThreshold({ scores: normalScores(30, 1) });
    expect(threshold.observe(1.2)).toMatchObject({ isAbove: true, provisional: true, pValue: 1 / 31 });
  });

  it('holds through an anomaly of 40 samples, and sees the next one of its size after it', () => {
    const threshold = new SlidingConformalThreshold({ scores: normalScores(200, 1) });
    const level = threshold.observe(0.5).threshold;
    expect(Array.from({ length: 40 }, () => threshold.observe(2).isAbove)).toEqual(Array(40).fill(true));
    for (const score of normalScores(20, 3)) expect(threshold.observe(score).isAbove).toBe(false);
    expect(threshold.observe(0.5).threshold).toBeLessThan(0.5 + 1.6 * (level - 0.5));
    expect(threshold.observe(2).isAbove).toBe(true);
  });

  it('takes a level shift that lasts for 60 samples for the new normal', () => {
    const threshold = new SlidingConformalThreshold({ scores: normalScores(200, 1) });
    const alarms = normalScores(400, 2).map((score) => threshold.observe(score + 1).isAbove);
    expect(alarms.slice(0, 60)).toEqual(Array(60).fill(true));
    expect(alarms.slice(60).filter(Boolean).length).toBeLessThanOrEqual(4);
  });

  it('knows nothing, and alarms on nothing, before its first score', () => {
    expect(new SlidingConformalThreshold().observe(9)).toMatchObject({
      isAbove: false,
      provisional: true,
      pValue: 1,
    });
  });

  it('lets a missing score pass without a trace', () => {
    const threshold = new SlidingConformalThreshold({ scores: normalScores(150, 1) });
    const before = threshold.snapshot();
    expect(threshold.observe(Number.NaN).isAbove).toBe(false);
    expect(threshold.snapshot()).toEqual(before);
  });

  it('goes on from a snapshot as if it had never stopped', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -10, max: 10 }), { maxLength: 60 }),
        fc.nat(60),
        (scores, cut) => {
          const whole = new SlidingConformalThreshold({ window: 20, targetRate: 0.1 });
          const first = new SlidingConformalThreshold({ window: 20, targetRate: 0.1 });
          const expected = scores.map((score) => whole.observe(score));
          const before = scores.slice(0, cut).map((score) => first.observe(score));
          const snapshot = JSON.parse(JSON.stringify(first.snapshot()));
          const second = new SlidingConformalThreshold({ window: 20, targetRate: 0.1, ...snapshot });
          const after = scores.slice(cut).map((score) => second.observe(score));
          expect([...before, ...after]).toEqual(expected);
        },
      ),
    );
  });

  it('refuses options outside their rules', () => {
    expect(() => new SlidingConformalThreshold({ targetRate: 0 })).toThrow(
      'targetRate must be a finite number of above 0 and at most 0.5; got 0',
    );
    expect(() => new SlidingConformalThreshold({ window: 5 })).toThrow(
      'window must be an integer of at least 10',
    );
  });
});

it('a score window holds the last scores, in both orders', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -5, max: 5 })),
      fc.integer({ min: 1, max: 12 }),
      (scores, capacity) => {
        const window = new ScoreWindow(capacity);
        for (const score of scores) window.push(score);
        const last = scores.slice(-capacity);
        expect(window.arrivals()).toEqual(last);
        expect([...window.sorted]).toEqual([...last].sort((a, b) => a - b));
      },
    ),
  );
});
