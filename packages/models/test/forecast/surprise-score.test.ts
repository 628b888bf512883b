import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SurpriseScore } from '../../src/forecast/surprise-score.js';

const minute = 60_000;
const shares = Float64Array.of(0.75, 0.25);

function scoresOf(surprises: readonly number[], interval = minute): number[] {
  const score = new SurpriseScore(2, interval);
  return surprises.map((surprise) => score.push(surprise, contributionsOf(surprise)));
}

function contributionsOf(surprise: number): Float64Array {
  return shares.map((share) => share * surprise);
}

const usual = Array<number>(200).fill(1);

describe('score of surprises', () => {
  it('is the sum of what features contribute, whatever other views say', () => {
    const steps = fc.array(
      fc.tuple(fc.double({ min: 0, max: 30, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
    );
    fc.assert(
      fc.property(steps, (given) => {
        const score = new SurpriseScore(2, minute);
        for (const [surprise, agreement] of given) {
          const value = score.push(surprise, contributionsOf(surprise), agreement);
          expect(score.contributions[0] + score.contributions[1]).toBeCloseTo(value, 6);
        }
      }),
    );
  });

  it('is about 3 when surprises are usual, from the first on', () => {
    for (const score of scoresOf(usual)) expect(score).toBeCloseTo(3.03, 9);
  });

  it('makes a fresh burst stand out, far above what it leaves behind', () => {
    const scores = scoresOf([...usual, 12, ...usual]);
    expect(scores[200]).toBeGreaterThan(15 * scores[199]);
    expect(scores[201]).toBeLessThan(scores[200] / 5);
    expect(scores[300]).toBeLessThan(3.3);
  });

  it('makes a long quiet incident stand out that no single row would', () => {
    const scores = scoresOf([...usual, ...Array<number>(60).fill(2.5)]);
    expect(scores[200]).toBeLessThan(4.5);
    expect(scores[259]).toBeGreaterThan(7);
  });

  it('remembers longer what has lasted longer, up to six times as long', () => {
    const after = (rows: number) => {
      const scores = scoresOf([...usual, ...Array<number>(rows).fill(4), ...Array<number>(700).fill(0.5)]);
      return scores.slice(200 + rows).findIndex((score) => score < 3);
    };
    expect(after(5)).toBeLessThan(after(50));
    expect(after(500)).toBeLessThan(200);
    expect(after(5000)).toBe(after(500));
  });

  it('takes a single row for no more than eight times the usual surprise in its memory', () => {
    const [bounded, beyond] = [8, 1000].map((surprise) => scoresOf([...usual, surprise, 1])[201]);
    expect(beyond).toBeCloseTo(bounded, 9);
  });

  it('remembers a quarter of an hour, from 2 to 20 rows, whatever the interval', () => {
    const halved = (interval: number) => {
      const scores = scoresOf([...Array<number>(1).fill(3), ...Array<number>(300).fill(0)], interval);
      const energies = scores.slice(1).map((score) => score ** 2);
      return energies.findIndex((energy) => energy <= energies[0] / 2);
    };
    expect(halved(minute)).toBeGreaterThanOrEqual(14);
    expect(halved(minute)).toBeLessThanOrEqual(16);
    expect(halved(1000)).toBeLessThanOrEqual(21);
    expect(halved(60 * minute)).toBe(2);
    expect(halved(1e300)).toBe(2);
  });

  it('counts what other views confirm for more, but only where it is surprised itself', () => {
    const last = (surprise: number, agreement: number) => {
      const score = new SurpriseScore(2, minute);
      for (const each of usual) score.push(each, contributionsOf(each));
      return score.push(surprise, contributionsOf(surprise), agreement);
    };
    expect(last(4, 1)).toBeGreaterThan(last(4, 0.5));
    expect(last(4, 0.5)).toBeGreaterThan(last(4, 0));
    expect(last(1, 1)).toBe(last(1, 0));
  });

  it('can be asked what a row would score, without remembering it', () => {
    const score = new SurpriseScore(2, minute);
    const before = score.memory();
    const value = score.copy().push(9, contributionsOf(9));
    expect(score.memory()).toEqual(before);
    expect(score.push(9, contributionsOf(9))).toBe(value);
  });

  it('says what the row alone would score, were every one like it', () => {
    const score = new SurpriseScore(2, minute);
    for (const surprise of [1, 9, 9, 9, 1]) score.push(surprise, contributionsOf(surprise));
    expect(score.instant).toBeCloseTo(3.03, 9);
  });

  it('goes on from its memory as if it had never stopped', () => {
    const surprises = [1, 5, 0, 7, 2, 1, 0.4];
    const expected = scoresOf(surprises);
    let score = new SurpriseScore(2, minute);
    const resumed = surprises.map((surprise) => {
      score = new SurpriseScore(2, minute, score.memory());
      return score.push(surprise, contributionsOf(surprise));
    });
    expect(resumed).toEqual(expected);
  });
});
