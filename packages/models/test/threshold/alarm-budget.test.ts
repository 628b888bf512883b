import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlarmBudgetThreshold, createRandom } from '../../src/index.js';

const week = 7 * 86_400_000;

/** Autocorrelated scores as the forecaster gives them: about 3 at rest, log-normal, with a memory of `memory` samples. */
function restingScores(count: number, seed: number, memory = 10): number[] {
  const random = createRandom(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
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

  it('goes on from a snapshot as if it had never stopped', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 100, noDefaultInfinity: true }), { maxLength: 200 }),
        fc.nat(200),
        (scores, cut) => {
          const options = { alertsPerWeek: 100 };
          const whole = new AlarmBudgetThreshold(options);
          const first = new AlarmBudgetThreshold(options);
          const expected = run(whole, scores, 1_000_000);
          const before = run(first, scores.slice(0, cut), 1_000_000);
          const from = JSON.parse(JSON.stringify(first.snapshot()));
          const second = new AlarmBudgetThreshold({ ...options, from });
          const after = run(second, scores.slice(cut), 1_000_000, Math.min(cut, scores.length) * 1_000_000);
          expect([...before, ...after]).toEqual(expected);
        },
      ),
    );
  });
});
