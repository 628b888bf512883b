import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventRecall } from '../../src/evaluation/events.js';
import { averagePrecision, rocAuc } from '../../src/evaluation/ranking.js';

// scikit-learn 1.9: roc_auc_score and average_precision_score of the same lists.
const cases = [
  { scores: [0.1, 0.4, 0.35, 0.8], labels: [0, 0, 1, 1], auc: 0.75, ap: 0.8333333333333333 },
  {
    scores: [3, 1, 2, 2, 5, 2, 0, 4],
    labels: [1, 0, 1, 0, 0, 0, 0, 1],
    auc: 0.7333333333333333,
    ap: 0.5555555555555556,
  },
  { scores: [1, 1, 1, 1, 1], labels: [0, 1, 0, 1, 0], auc: 0.5, ap: 0.4 },
];

describe('ranking metrics', () => {
  it.each(cases)('agree with scikit-learn on $scores', ({ scores, labels, auc, ap }) => {
    expect(rocAuc(scores, labels)).toBeCloseTo(auc, 12);
    expect(averagePrecision(scores, labels)).toBeCloseTo(ap, 12);
  });

  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1 })), {
    minLength: 2,
    maxLength: 40,
  });

  it('the ROC area is the share of pairs in the right order', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const [positive, negative] = [1, 0].map((label) =>
          rows.filter((row) => row[1] === label).map((row) => row[0]),
        );
        fc.pre(positive.length > 0 && negative.length > 0);
        const right = positive.flatMap((p) => negative.map((n) => (p > n ? 1 : p === n ? 0.5 : 0)));
        const expected = right.reduce((a: number, b) => a + b, 0) / right.length;
        expect(
          rocAuc(
            rows.map((row) => row[0]),
            rows.map((row) => row[1]),
          ),
        ).toBeCloseTo(expected, 12);
      }),
    );
  });

  it('count a missing score as the lowest, and have no value without both labels', () => {
    expect(rocAuc([Number.NaN, 1, 2], [0, 0, 1])).toBe(1);
    expect(averagePrecision([Number.NaN, 1, 2], [1, 0, 0])).toBeCloseTo(1 / 3, 12);
    expect(rocAuc([1, 2], [0, 0])).toBeNaN();
    expect(averagePrecision([1, 2], [0, 0])).toBeNaN();
  });

  it('refuse scores and labels of different length', () => {
    expect(() => rocAuc([1], [1, 0])).toThrow('there are 1 scores and 2 labels; each score needs one');
  });
});

describe('event recall', () => {
  const labels = [0, 0, 1, 1, 0, 0, 1, 0, 1];

  it('finds an event by any of its samples, and says how late', () => {
    expect(eventRecall([1, 2, 1, 9, 1, 1, 1, 1, 8], labels, 0.01)).toMatchObject({
      recall: 2 / 3,
      meanDelay: 0.5,
      events: 3,
    });
  });

  it('has no value where nothing is labelled', () => {
    expect(eventRecall([1, 2], [0, 0], 0.01)).toMatchObject({ recall: Number.NaN, events: 0 });
  });
});
