import type { Element } from '@xmldom/xmldom';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreHistogram } from '../../src/training-charts/score-histogram.js';
import { anyName, anyNumber, checkPicture, pathPoints, withClass } from './svg.js';

const samples = fc.array(fc.tuple(anyNumber, fc.constantFrom(0, 1)), { maxLength: 60 });

function sentences(svg: string): string {
  return checkPicture(svg).getElementsByTagName('desc')[0].textContent!;
}

/** How many samples the bars on either side of the threshold hold, by what they say of themselves. */
function aroundThreshold(root: Element): { below: number; above: number } {
  const [[x]] = pathPoints(withClass(root, 'limit')[0].getAttribute('d')!);
  let [below, above] = [0, 0];
  for (const group of root.getElementsByTagName('g')) {
    const [, normal, labelled] = group.textContent!.match(/: ([\d,]+) samples?(?:, and (\d+) labelled)?/)!;
    const bar = group.getElementsByTagName('rect')[0];
    const middle = Number(bar.getAttribute('x')) + Number(bar.getAttribute('width')) / 2;
    const count = Number(normal.replaceAll(',', '')) + Number(labelled ?? 0);
    if (middle > x) above += count;
    else below += count;
  }
  return { below, above };
}

describe('scoreHistogram', () => {
  it('is a proper picture of any scores, thresholds, labels and titles', () => {
    fc.assert(
      fc.property(
        samples,
        anyNumber,
        anyName.filter(Boolean),
        fc.boolean(),
        (rows, threshold, title, isLabelled) => {
          const scores = rows.map(([score]) => score);
          const labels = isLabelled ? Uint8Array.from(rows, ([, label]) => label) : undefined;
          checkPicture(scoreHistogram({ scores, threshold, title, ...(labels && { labels }) }));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has every score on its side of the threshold, to the last digit', () => {
    const score = fc.oneof(
      fc.double({ noNaN: true, min: -1e300, max: 1e300 }),
      fc.integer({ min: -3, max: 9 }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(score, fc.constantFrom(0, 1)), { minLength: 1 }),
        score,
        (rows, threshold) => {
          const scores = rows.map(([one]) => one);
          const root = checkPicture(
            scoreHistogram({ scores, threshold, labels: rows.map(([, label]) => label) }),
          );
          const above = scores.filter((one) => one > threshold).length;
          expect(aroundThreshold(root)).toEqual({ below: scores.length - above, above });
        },
      ),
      {
        numRuns: 300,
        examples: [
          [
            [
              [1, 0],
              [1 + Number.EPSILON, 1],
            ],
            1,
          ],
        ],
      },
    );
  });

  it('says in words what is to be seen', () => {
    const scores = [0.1, 0.2, 0.3, 0.9, Number.NaN, Number.POSITIVE_INFINITY];
    expect(sentences(scoreHistogram({ scores, threshold: 0.5, labels: [0, 0, 1, 1, 0, 0] }))).toBe(
      '4 scores, from 0.1 to 0.9; 1 (25 %) above the threshold of 0.5. 2 scores of labelled anomalies, 1 above it. Without a finite score, and left out: 2 samples.',
    );
    expect(sentences(scoreHistogram({ scores: [], threshold: 1 }))).toBe('There are no scores yet.');
    expect(sentences(scoreHistogram({ scores: [Number.NaN], threshold: 1 }))).toBe(
      'None of the scores is a finite number.',
    );
    expect(sentences(scoreHistogram({ scores: [2, 2, 2], threshold: Number.NaN }))).toBe(
      '3 scores, all at 2.',
    );
  });

  it('keeps the usual scores apart beside a tail over five powers of ten', () => {
    const scores = Float64Array.from({ length: 1000 }, (_, i) =>
      i < 990 ? 2 + (i % 30) / 10 : 10 ** (i - 984),
    );
    const root = checkPicture(scoreHistogram({ scores, threshold: 8 }));
    expect(root.textContent).toContain('score (log scale)');
    expect(withClass(root, 'bar').length).toBeGreaterThan(8);
  });

  it('counts a few negative scores from far away in the outermost bars, and says so', () => {
    const scores = Float64Array.from({ length: 1000 }, (_, i) => (i === 0 ? -1e9 : Math.sin(i)));
    const root = checkPicture(scoreHistogram({ scores, threshold: 0.9 }));
    expect(root.textContent).toMatch(/The first bar holds 1 score lower than -\d/);
    expect(withClass(root, 'bar').length).toBeGreaterThan(6);
  });

  it('refuses labels that do not belong to the scores', () => {
    expect(() => scoreHistogram({ scores: [1], threshold: 1, labels: [0, 1] })).toThrow(
      'there are 1 scores and 2 labels; each score needs one',
    );
  });
});
