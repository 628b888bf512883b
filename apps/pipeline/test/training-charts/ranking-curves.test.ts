import { averagePrecision, rocAuc } from '@ad/models';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { precisionRecallCurve } from '../../src/training-charts/precision-recall-curve.js';
import { rocCurve } from '../../src/training-charts/roc-curve.js';
import { anyNumber, checkPicture, pathPoints, withClass } from './svg.js';

const samples = fc.array(fc.tuple(anyNumber, fc.constantFrom(0, 1)), { maxLength: 60 });
const [scores, labels] = [
  [3, 1, 2, 2, 5, 2, 0, 4],
  [1, 0, 1, 0, 0, 0, 0, 1],
];

/** The curve in shares of the square that the line of chance and the ground tell. */
function drawnCurve(svg: string): [number, number][] {
  const root = checkPicture(svg);
  const points = (name: string): [number, number][] =>
    pathPoints(withClass(root, name)[0].getAttribute('d')!);
  const [[left, bottom], [right]] = points('axis');
  const heights = withClass(root, 'grid').map((line) => pathPoints(line.getAttribute('d')!));
  const top = Math.min(
    ...heights
      .filter(([[x]]) => x === left)
      .filter(([[, from], [, to]]) => from === to)
      .map(([[, y]]) => y),
  );
  return points('line').map(([x, y]) => [(x - left) / (right - left), (bottom - y) / (bottom - top)]);
}

function areaBelow(curve: readonly (readonly [number, number])[]): number {
  return curve.slice(1).reduce((sum, [x, y], i) => sum + ((x - curve[i][0]) * (y + curve[i][1])) / 2, 0);
}

describe.each([
  { name: 'rocCurve', draw: rocCurve, measure: rocAuc },
  { name: 'precisionRecallCurve', draw: precisionRecallCurve, measure: averagePrecision },
])('$name', ({ draw, measure }) => {
  it('is a proper picture of any scores, and its area is the one that is measured', () => {
    fc.assert(
      fc.property(samples, (rows) => {
        const [scores, labels] = [rows.map(([score]) => score), rows.map(([, label]) => label)];
        const root = checkPicture(draw({ scores, labels }));
        const area = measure(scores, labels);
        if (withClass(root, 'line').length === 0) {
          expect(area).toBeNaN();
          return;
        }
        // Half a pixel for each of the picture's sides is what thinning and rounding may take.
        expect(Math.abs(areaBelow(drawnCurve(draw({ scores, labels }))) - area)).toBeLessThan(0.005);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses labels that do not belong to the scores', () => {
    expect(() => draw({ scores: [1], labels: [0, 1] })).toThrow('each score needs one');
  });
});

describe('rocCurve', () => {
  it('goes through the points that scikit-learn names', () => {
    // roc_curve(labels, scores, drop_intermediate=False)
    const [x, y] = [
      [0, 0.2, 0.2, 0.2, 0.6, 0.8, 1],
      [0, 0, 1 / 3, 2 / 3, 1, 1, 1],
    ];
    const curve = drawnCurve(rocCurve({ scores, labels }));
    expect(curve).toHaveLength(x.length);
    curve.forEach(([a, b], i) => {
      expect(a).toBeCloseTo(x[i], 2);
      expect(b).toBeCloseTo(y[i], 2);
    });
  });

  it('says the area and what it means', () => {
    expect(rocCurve({ scores, labels })).toContain(
      'Area under the curve 0.733: in 73.3 % of all pairs the anomaly scores above the normal sample. Chance is 0.5.',
    );
  });

  it('says why there is none', () => {
    expect(rocCurve({ scores: [], labels: [] })).toContain('There are no labelled samples yet.');
    expect(rocCurve({ scores: [1, 2], labels: [0, 0] })).toContain(
      'None of 2 samples is labelled as an anomaly',
    );
    expect(rocCurve({ scores: [1, 2], labels: [1, 1] })).toContain(
      'All of 2 samples are labelled as anomalies',
    );
  });
});

describe('precisionRecallCurve', () => {
  it('says the area, and that chance is the share of anomalies', () => {
    const svg = precisionRecallCurve({ scores, labels });
    expect(svg).toContain(
      'Area under the curve (average precision) 0.556. Chance is 0.375, the share of anomalies among 8 samples.',
    );
  });
});
