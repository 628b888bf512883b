import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countAlarms } from '../../src/evaluation/alarms.js';
import { detectEvents } from '../../src/evaluation/events.js';
import { rangePrecisionRecall } from '../../src/evaluation/range-precision.js';
import { labelled, uniforms } from './series.js';

const bits = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1 })), {
  minLength: 1,
  maxLength: 60,
});

describe('range precision and recall', () => {
  // range_recall_new of the PyPI package TSB-AD 1.5, alpha 0.2 for recall, on the same series.
  it.each([
    {
      seed: 5,
      events: [
        [5, 10],
        [20, 40],
        [55, 60],
      ],
      precision: 0.630952380952381,
      recall: 0.5977777777777779,
    },
    {
      seed: 6,
      events: [
        [0, 3],
        [30, 31],
      ],
      precision: 0.12962962962962965,
      recall: 0.7333333333333334,
    },
  ] as const)('are those of TSB-AD, seed $seed', ({ seed, events, precision, recall }) => {
    const labels = labelled(60, events);
    const decisions = uniforms(60, seed).map((value, i) => (value + (labels[i] ? 0.4 : 0) > 0.8 ? 1 : 0));
    const measured = rangePrecisionRecall(decisions, labels);
    expect(measured.precision).toBeCloseTo(precision, 12);
    expect(measured.recall).toBeCloseTo(recall, 12);
    expect(measured.f1).toBeCloseTo((2 * precision * recall) / (precision + recall), 12);
  });

  it('are 1 for decisions that are the labels, and swap their places when those do', () => {
    fc.assert(
      fc.property(bits, (rows) => {
        const [a, b] = [rows.map(([x]) => x), rows.map(([, y]) => y)];
        if (a.includes(1)) expect(rangePrecisionRecall(a, a)).toEqual({ precision: 1, recall: 1, f1: 1 });
        expect(rangePrecisionRecall(a, b, 0).precision).toBe(rangePrecisionRecall(b, a, 0).recall);
      }),
    );
  });

  it('are 0 where there is nothing', () => {
    expect(rangePrecisionRecall([0, 0], [0, 1])).toEqual({ precision: 0, recall: 0, f1: 0 });
  });
});

describe('counted alarms', () => {
  it('are runs of decisions, false when none of their samples is labelled', () => {
    const decisions = [1, 1, 0, 1, 0, 1, 1, 1, 0, 0];
    const labels = [0, 0, 0, 1, 1, 0, 0, 1, 0, 0];
    expect(countAlarms(decisions, labels, 8640)).toEqual({
      alarms: 3,
      falseAlarms: 1,
      alarmsPerWeek: 21,
      falseAlarmsPerDay: 1,
      falseAlarmRate: 4 / 7,
    });
  });

  it('are as many as the decisions that follow a 0, whatever the labels say', () => {
    fc.assert(
      fc.property(bits, (rows) => {
        const [decisions, labels] = [rows.map(([x]) => x), rows.map(([, y]) => y)];
        const { alarms, falseAlarms } = countAlarms(decisions, labels, 60);
        expect(alarms).toBe(decisions.filter((x, i) => x === 1 && decisions[i - 1] !== 1).length);
        expect(falseAlarms).toBeLessThanOrEqual(alarms);
      }),
    );
  });

  it('need an interval', () => {
    expect(() => countAlarms([1], [0], 0)).toThrow(
      'intervalSeconds must be a finite number of above 0; got 0',
    );
  });
});

describe('detected events', () => {
  it('have a delay only when they are found', () => {
    const labels = [0, 1, 1, 1, 0, 1, 1];
    expect(detectEvents([1, 0, 0, 1, 1, 0, 1], labels)).toEqual({ events: 2, recall: 1, meanDelay: 1.5 });
    expect(detectEvents([1, 0, 0, 0, 1, 0, 0], labels)).toEqual({
      events: 2,
      recall: 0,
      meanDelay: Number.NaN,
    });
  });
});
