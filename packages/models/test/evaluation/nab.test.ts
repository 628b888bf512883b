import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NabProfile, type NabSeries, nabProbation, nabScore } from '../../src/evaluation/nab.js';
import { labelled, uniforms } from './series.js';

function noisy(rows: number, seed: number, windows: readonly (readonly [number, number])[]): NabSeries {
  const labels = labelled(rows, windows);
  return { labels, scores: uniforms(rows, seed).map((value, i) => value + (labels[i] ? 0.02 : 0)) };
}

const corpus = [
  noisy(200, 7, [
    [60, 80],
    [150, 170],
  ]),
  noisy(120, 8, [[100, 120]]),
  noisy(90, 9, []),
];
const everyProfile: readonly NabProfile[] = ['standard', 'reward_low_FP_rate', 'reward_low_FN_rate'];

describe('NAB score', () => {
  // Worked out apart from this code, by following nab/sweeper.py of numenta/NAB on the same series.
  it.each([
    ['standard', 63.805914316115825],
    ['reward_low_FP_rate', 42.62305245595652],
    ['reward_low_FN_rate', 75.87060954407721],
  ] as const)('with the profile %s is the benchmark’s', (profile, expected) => {
    const { score, threshold, windows } = nabScore(corpus, profile);
    expect(score).toBeCloseTo(expected, 10);
    expect(threshold).toBeCloseTo(0.9692819872684777, 12);
    expect(windows).toBe(3);
  });

  it.each(everyProfile)('is 0 for silence and 100 for the first row of each window, by %s', (profile) => {
    const scored = (score: (labels: ArrayLike<number>, i: number) => number): number =>
      nabScore(
        corpus.map(({ labels }) => ({ labels, scores: Array.from(labels, (_, i) => score(labels, i)) })),
        profile,
      ).score;
    expect(scored(() => 0.5)).toBe(0);
    expect(scored((labels, i) => (labels[i] === 1 && labels[i - 1] !== 1 ? 1 : 0))).toBeCloseTo(100, 10);
  });

  it('takes the threshold that is given, and a bad one scores below 0', () => {
    const best = nabScore(corpus);
    expect(nabScore(corpus, 'standard', best.threshold).score).toBeCloseTo(best.score, 12);
    expect(nabScore(corpus, 'standard', 0).score).toBeLessThan(0);
  });

  const threshold = fc.double({ min: 0, max: 1.1, noNaN: true });
  it('has no better threshold than its own', () => {
    fc.assert(
      fc.property(threshold, (given) => {
        expect(nabScore(corpus, 'standard', given).score).toBeLessThanOrEqual(nabScore(corpus).score + 1e-9);
      }),
    );
  });

  it('depends on the order of the scores only', () => {
    const other = corpus.map(({ scores, labels }) => ({
      labels,
      scores: Array.from(scores, (score) => Math.exp(5 * score) - 90),
    }));
    expect(nabScore(other).score).toBeCloseTo(nabScore(corpus).score, 12);
  });

  it('does not look at the first 15 % of a series, at most 750 rows', () => {
    expect([nabProbation(100), nabProbation(4032), nabProbation(22_695)]).toEqual([15, 604, 750]);
    const spoilt = corpus.map(({ scores, labels }) => ({
      labels,
      scores: Array.from(scores, (score, i) => (i < nabProbation(scores.length) ? 99 : score)),
    }));
    expect(nabScore(spoilt)).toEqual(nabScore(corpus));
  });

  it('refuses a corpus without windows, and a profile that is none', () => {
    expect(() => nabScore([{ scores: [1], labels: [0] }])).toThrow('no series has an anomaly window');
    expect(() => nabScore(corpus, 'strict' as NabProfile)).toThrow('profile must be one of "standard"');
  });
});
