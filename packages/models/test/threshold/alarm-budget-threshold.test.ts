import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, standardNormal } from '../../src/random.js';
import { AlarmBudgetThreshold } from '../../src/threshold/alarm-budget-threshold.js';

const week = 7 * 86_400_000;

/** Autocorrelated scores as the forecaster gives them: about 3 at rest, log-normal, with a memory of `memory` samples. */
function restingScores(count: number, seed: number, memory = 10): number[] {
  const random = createRandom(seed);
  const normal = () => standardNormal(random);
  const keep = Math.exp(-1 / memory);
  let state = normal();
  return Array.from({ length: count }, () => {
    state = keep * state + Math.sqrt(1 - keep * keep) * normal();
    return 3 * Math.exp(0.15 * state);
  });
}

/** Alerts as a detector counts them: 2 of 3 above; what follows within 5 minutes and 3 samples of the last one belongs to it. */
function countAlerts(above: readonly boolean[], interval: number): number {
  let alerts = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 1; i < above.length; i++) {
    if (!above[i] || !(above[i - 1] || above[i - 2])) continue;
    if ((i - last) * interval > 300_000 + 3 * interval) alerts++;
    last = i;
  }
  return alerts;
}

function run(threshold: AlarmBudgetThreshold, scores: readonly number[], interval: number, start = 0) {
  return scores.map((score, i) => threshold.observe(score, start + i * interval));
}

function learned(scores: readonly number[], interval: number, alertsPerWeek = 1): AlarmBudgetThreshold {
  const threshold = new AlarmBudgetThreshold({ alertsPerWeek });
  for (const [i, score] of scores.entries()) threshold.learn(score, (i - scores.length) * interval);
  return threshold;
}

describe('alarm budget threshold', () => {
  it.each([
    { interval: 60_000, alertsPerWeek: 5 },
    { interval: 300_000, alertsPerWeek: 5 },
    { interval: 60_000, alertsPerWeek: 20 },
  ])('keeps a budget of $alertsPerWeek a week over a month at a sample each $interval ms', (given) => {
    const { interval, alertsPerWeek } = given;
    const samplesPerWeek = week / interval;
    const threshold = learned(restingScores(samplesPerWeek, 1), interval, alertsPerWeek);
    const decisions = run(threshold, restingScores(4 * samplesPerWeek, 2), interval);
    const alerts = countAlerts(
      decisions.map(({ isAbove }) => isAbove),
      interval,
    );
    expect(alerts / (4 * alertsPerWeek)).toBeGreaterThan(0.5);
    expect(alerts / (4 * alertsPerWeek)).toBeLessThan(2);
  });

  it('sees the next incident of the same size an hour after one of ten minutes', () => {
    const threshold = learned(restingScores(10_080, 1), 60_000);
    const incident = Array(10).fill(30);
    const scores = [...incident, ...restingScores(60, 2), ...incident];
    const above = run(threshold, scores, 60_000).map(({ isAbove }) => isAbove);
    expect(above.slice(0, 10)).toEqual(Array(10).fill(true));
    expect(above.slice(-10)).toEqual(Array(10).fill(true));
  });

  it('takes a level shift for the new normal after an hour and some samples', () => {
    const threshold = learned(restingScores(10_080, 1), 60_000);
    const shifted = restingScores(2000, 2).map((score) => 5 * score);
    const above = run(threshold, shifted, 60_000).map(({ isAbove }) => isAbove);
    expect(above.slice(0, 60)).toEqual(Array(60).fill(true));
    expect(above.slice(80).filter(Boolean).length).toBeLessThan(20);
  });

  it.each([0.01, 0.001])('keeps a target rate of %d of the samples', (targetRate) => {
    const threshold = new AlarmBudgetThreshold({ targetRate });
    for (const [i, score] of restingScores(3000, 1).entries()) threshold.learn(score, i * 1000);
    const above = run(threshold, restingScores(40_000, 2), 1000, 3_000_000).filter(({ isAbove }) => isAbove);
    expect(above.length / 40_000 / targetRate).toBeGreaterThan(0.5);
    expect(above.length / 40_000 / targetRate).toBeLessThan(2);
  });

  it('finds incidents of fifteen times the usual score though there are ten times as many as the budget allows alerts', () => {
    const threshold = learned(restingScores(10_080, 1), 60_000);
    const scores = restingScores(3 * 10_080, 2);
    const starts = Array.from({ length: 30 }, (_, i) => 500 + 1000 * i);
    for (const start of starts) for (let i = start; i < start + 20; i++) scores[i] *= 15;
    const above = run(threshold, scores, 60_000).map(({ isAbove }) => isAbove);
    const found = starts.filter((start) => above.slice(start, start + 20).filter(Boolean).length > 1);
    expect(found.length).toBe(30);
  });

  it.each([60, 180, 400])(
    'finds 12 of 12 faults, %i s apart, after an idle hour and nothing else',
    (pause) => {
      const scores = restingScores(3600 + 12 * (40 + pause), 1);
      const starts = Array.from({ length: 12 }, (_, i) => 3600 + i * (40 + pause));
      for (const start of starts) for (let i = start; i < start + 40; i++) scores[i] *= 15;
      const above = run(new AlarmBudgetThreshold(), scores, 1000).map(({ isAbove }) => isAbove);
      expect(above.slice(0, 3600).filter(Boolean)).toHaveLength(0);
      const found = starts.filter((start) => above[start] && above[start + 1]);
      expect(found).toHaveLength(12);
    },
  );

  it('learns a shift for good: a week later its scores raise no more alerts than the budget', () => {
    const threshold = learned(restingScores(10_080, 1), 60_000, 5);
    const shifted = restingScores(3 * 10_080, 2).map((score) => 5 * score);
    const above = run(threshold, shifted, 60_000).map(({ isAbove }) => isAbove);
    expect(countAlerts(above.slice(10_080), 60_000)).toBeLessThanOrEqual(20);
    const incident = run(threshold, Array(10).fill(300), 60_000, 3 * week);
    expect(incident.filter(({ isAbove }) => isAbove)).toHaveLength(10);
  });

  it('is quiet on constant scores, whatever their size, and on steps of less than 10 %', () => {
    for (const score of [0, 1e-9, 0.4, 3, 1e9]) {
      const threshold = new AlarmBudgetThreshold({ alertsPerWeek: 20 });
      const scores = Array.from({ length: 12_000 }, (_, i) => score * (i % 997 === 0 ? 1.05 : 1));
      expect(run(threshold, scores, 60_000).filter(({ isAbove }) => isAbove)).toHaveLength(0);
    }
  });

  it('is quiet for ten scores, then provisional; a large fault is seen from then on', () => {
    const threshold = new AlarmBudgetThreshold();
    const decisions = run(threshold, restingScores(30, 1), 1000);
    expect(decisions.every(({ provisional, isAbove }) => provisional && !isAbove)).toBe(true);
    expect(decisions.map(({ threshold }) => Number.isFinite(threshold)).indexOf(true)).toBe(10);
    expect(threshold.observe(60, 30_000)).toMatchObject({ isAbove: true, provisional: true });
  });

  it('is no longer provisional when a week of history has been learned', () => {
    const threshold = learned(restingScores(10_080, 1), 60_000);
    const { provisional, median, pValue } = threshold.observe(30, 0);
    expect(provisional).toBe(false);
    expect(median).toBeCloseTo(3, 0);
    expect(pValue).toBeLessThan(0.001);
  });

  it('does not count a pause as time without an alert', () => {
    const spent = () => learned(restingScores(10_080, 1), 60_000);
    const [paused, running] = [spent(), spent()];
    const scores = restingScores(200, 2);
    const late = run(paused, scores, 60_000, 52 * week).at(-1)?.threshold;
    const prompt = run(running, scores, 60_000).at(-1)?.threshold;
    expect(late).toBeCloseTo(prompt ?? 0, 2);
  });

  it('goes on when the clock is set back by a year or gives no number', () => {
    const threshold = learned(restingScores(2000, 1), 60_000, 100);
    const times = [-52 * week, Number.NaN, -51 * week];
    for (const start of times) {
      const above = run(threshold, Array(5).fill(60), 60_000, start).map(({ isAbove }) => isAbove);
      expect(above).toEqual(Array(5).fill(true));
      run(threshold, restingScores(60, 3), 60_000, start + 300_000);
    }
  });

  it('lets a missing score pass without a trace', () => {
    const threshold = learned(restingScores(1000, 1), 60_000);
    const before = threshold.snapshot();
    expect(threshold.observe(Number.NaN, 0)).toMatchObject({ isAbove: false, pValue: Number.NaN });
    threshold.learn(Number.NaN, 0);
    expect(threshold.snapshot()).toEqual(before);
  });

  it.each([{ alertsPerWeek: 100 }, { targetRate: 0.05 }])(
    'goes on from a snapshot as if it had never stopped, with %j',
    (options) => {
      fc.assert(
        fc.property(
          fc.array(fc.oneof(fc.double({ min: 2, max: 5 }), fc.double()), { maxLength: 300 }),
          fc.nat(300),
          fc.integer({ min: 1, max: 1_000_000 }),
          (scores, cut, interval) => {
            const whole = new AlarmBudgetThreshold(options);
            const first = new AlarmBudgetThreshold(options);
            const expected = run(whole, scores, interval);
            const before = run(first, scores.slice(0, cut), interval);
            const from = JSON.parse(JSON.stringify(first.snapshot()));
            const second = new AlarmBudgetThreshold({ ...options, from });
            const after = run(second, scores.slice(cut), interval, Math.min(cut, scores.length) * interval);
            expect([...before, ...after]).toEqual(expected);
            expect(second.snapshot()).toEqual(whole.snapshot());
          },
        ),
      );
    },
  );

  it('keeps a snapshot of a few kB after a month', () => {
    const threshold = learned(restingScores(4 * 10_080, 1), 60_000);
    expect(JSON.stringify(threshold.snapshot()).length).toBeLessThan(5000);
  });

  it('refuses options outside their rules', () => {
    expect(() => new AlarmBudgetThreshold({ alertsPerWeek: 0 })).toThrow(
      'alertsPerWeek must be a finite number of above 0 and at most 1000; got 0',
    );
    expect(() => new AlarmBudgetThreshold({ confirm: { above: 4, of: 3 } })).toThrow(
      'confirm.above must be an integer',
    );
    expect(() => new AlarmBudgetThreshold({ targetRate: 0.7 })).toThrow('targetRate must be');
  });
});
