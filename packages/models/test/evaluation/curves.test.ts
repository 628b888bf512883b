import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { precisionRecallPoints, rocPoints } from '../../src/evaluation/curves.js';
import { averagePrecision, rocAuc } from '../../src/evaluation/ranking.js';

const [scores, labels] = [
  [3, 1, 2, 2, 5, 2, 0, 4],
  [1, 0, 1, 0, 0, 0, 0, 1],
];

const rows = fc.array(
  fc.tuple(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double()), fc.constantFrom(0, 1)),
  { minLength: 1, maxLength: 40 },
);

function apart(pairs: readonly (readonly [number, number])[]): { scores: number[]; labels: number[] } {
  return { scores: pairs.map(([score]) => score), labels: pairs.map(([, label]) => label) };
}

describe('the ROC curve', () => {
  it('agrees with scikit-learn', () => {
    // roc_curve(labels, scores, drop_intermediate=False)
    const points = rocPoints(scores, labels);
    expect(points.map(({ threshold }) => threshold)).toEqual([Number.POSITIVE_INFINITY, 5, 4, 3, 2, 1, 0]);
    expect(points.map((point) => point.falsePositiveRate)).toEqual([0, 0.2, 0.2, 0.2, 0.6, 0.8, 1]);
    expect(points.map((point) => point.truePositiveRate)).toEqual([0, 0, 1 / 3, 2 / 3, 1, 1, 1]);
  });

  it('encloses the ROC area, and never falls', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const { scores, labels } = apart(pairs);
        fc.pre(labels.includes(0) && labels.includes(1));
        const points = rocPoints(scores, labels);
        let area = 0;
        for (let i = 1; i < points.length; i++) {
          const [a, b] = [points[i - 1], points[i]];
          expect(b.falsePositiveRate).toBeGreaterThanOrEqual(a.falsePositiveRate);
          expect(b.truePositiveRate).toBeGreaterThanOrEqual(a.truePositiveRate);
          area +=
            ((b.falsePositiveRate - a.falsePositiveRate) * (a.truePositiveRate + b.truePositiveRate)) / 2;
        }
        expect(area).toBeCloseTo(rocAuc(scores, labels), 12);
        expect(points.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 });
      }),
    );
  });
});

describe('the precision-recall curve', () => {
  it('agrees with scikit-learn', () => {
    // precision_recall_curve(labels, scores), highest score first and without its last point
    const points = precisionRecallPoints(scores, labels);
    expect(points.map(({ threshold }) => threshold)).toEqual([5, 4, 3, 2, 1, 0]);
    expect(points.map(({ recall }) => recall)).toEqual([0, 1 / 3, 2 / 3, 1, 1, 1]);
    expect(points.map(({ precision }) => precision)).toEqual([0, 1 / 2, 2 / 3, 3 / 6, 3 / 7, 3 / 8]);
  });

  it('encloses the average precision, in steps', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const { scores, labels } = apart(pairs);
        fc.pre(labels.includes(1));
        const points = precisionRecallPoints(scores, labels);
        const area = points.reduce(
          (sum, { recall, precision }, i) => sum + (recall - (points[i - 1]?.recall ?? 0)) * precision,
          0,
        );
        expect(area).toBeCloseTo(averagePrecision(scores, labels), 12);
        expect(points.at(-1)?.recall).toBe(1);
      }),
    );
  });
});

describe('both curves', () => {
  it('have one point for each distinct score, and it is what the threshold comes to', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const { scores, labels } = apart(pairs.filter(([score]) => !Number.isNaN(score)));
        const points = precisionRecallPoints(scores, labels);
        // A set holds -0 as 0.
        expect(points.map(({ threshold }) => threshold + 0)).toEqual(
          [...new Set(scores)].sort((a, b) => b - a),
        );
        for (const { threshold, precision } of points) {
          const called = labels.filter((_, i) => scores[i] >= threshold);
          expect(precision).toBe(called.filter((label) => label === 1).length / called.length);
        }
        expect(
          rocPoints(scores, labels)
            .slice(1)
            .map(({ threshold }) => threshold),
        ).toEqual(points.map(({ threshold }) => threshold));
      }),
    );
  });

  it('have rates without a value where a label is missing altogether', () => {
    expect(rocPoints([1, 2], [0, 0]).at(-1)).toMatchObject({
      falsePositiveRate: 1,
      truePositiveRate: Number.NaN,
    });
    expect(rocPoints([1, 2], [1, 1]).at(-1)).toMatchObject({
      falsePositiveRate: Number.NaN,
      truePositiveRate: 1,
    });
    expect(precisionRecallPoints([1, 2], [0, 0]).at(-1)).toMatchObject({ recall: Number.NaN, precision: 0 });
    expect(precisionRecallPoints([], [])).toEqual([]);
  });

  it('count a missing score as the lowest, and refuse scores and labels of different length', () => {
    expect(rocPoints([Number.NaN, 1], [0, 1]).map((point) => point.truePositiveRate)).toEqual([0, 1, 1]);
    expect(() => rocPoints([1], [1, 0])).toThrow('there are 1 scores and 2 labels; each score needs one');
    expect(() => precisionRecallPoints([1], [1, 0])).toThrow('each score needs one');
  });
});
