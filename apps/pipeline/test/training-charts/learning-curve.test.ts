import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learningCurve } from '../../src/training-charts/learning-curve.js';
import { anyName, anyNumber, checkPicture, pathPoints, withClass } from './svg.js';

describe('learningCurve', () => {
  it('is a proper picture of any losses', () => {
    const series = fc.record({ name: anyName, values: fc.array(anyNumber, { maxLength: 30 }) });
    fc.assert(
      fc.property(fc.array(series, { maxLength: 6 }), (all) => {
        checkPicture(learningCurve({ series: all }));
      }),
      { numRuns: 300 },
    );
  });

  it('marks the epoch with the lowest loss of the last series', () => {
    const root = checkPicture(
      learningCurve({
        series: [
          { name: 'train', values: [3, 2, 1, 0.9] },
          { name: 'validation', values: [3.1, 2.2, 2.1, 2.4] },
        ],
      }),
    );
    expect(root.textContent).toContain('4 epochs; lowest loss of validation at epoch 3: 2.1.');
    const third = pathPoints(withClass(root, 'line1')[1].getAttribute('d')!)[2];
    const [mark] = withClass(root, 'mark');
    expect(['cx', 'cy'].map((name) => Number(mark.getAttribute(name)))).toEqual(third);
  });

  it('breaks where a loss is missing, and shows a lone one as a dot', () => {
    const values = [3, 2, Number.NaN, 1, Number.POSITIVE_INFINITY, 2, 3];
    const root = checkPicture(learningCurve({ series: [{ name: 'train', values }] }));
    const [, line, dot] = withClass(root, 'line').map((path) => path.getAttribute('d')!);
    expect(line.match(/M/g)).toHaveLength(2);
    expect(dot.match(/M/g)).toHaveLength(1);
  });

  it('is on a log scale where the loss spans powers of ten', () => {
    const falling = Array.from({ length: 30 }, (_, i) => 10 ** (-i / 6));
    expect(learningCurve({ series: [{ name: 'train', values: falling }] })).toContain('loss (log scale)');
    expect(learningCurve({ series: [{ name: 'train', values: [2, 1, 0] }] })).not.toContain('log scale');
  });

  it('says where there is nothing to show', () => {
    expect(learningCurve({ series: [] })).toContain('No epoch has a finite loss.');
    expect(learningCurve({ series: [{ name: 'train', values: [Number.NaN] }] })).toContain('No epoch has');
  });
});
