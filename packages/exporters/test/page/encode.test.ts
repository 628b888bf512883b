import { describe, expect, it } from 'vitest';
import { encodeRow, encodeVerdict } from '../../src/page/encode.js';
import { firingVerdict, noDataVerdict, normalVerdict } from '../verdicts.js';

describe('encodeRow', () => {
  it('has of each feature the value, where it was expected, and its share', () => {
    const row = JSON.parse(encodeRow(firingVerdict()));
    expect(row).toEqual({
      time: firingVerdict().timestamp,
      state: 'firing',
      isAnomaly: true,
      score: 0.81,
      threshold: 0.61,
      probability: 0.97,
      features: {
        cpu_percent: [98.7, 3.1, 9.8, 0.91],
        memory_percent: [48.2, 47, 49, 0.09],
        // Nothing was said of it.
        disk_percent: [40, null, null, null],
      },
    });
  });

  it('has null for what is missing, never 0', () => {
    const { score, features } = JSON.parse(encodeRow(noDataVerdict()));
    expect(score).toBeNull();
    expect(features.cpu_percent).toEqual([null, null, null, null]);
  });

  it('shows of a counter the rate that the expected range is about', () => {
    const expected = { low: 90, high: 110 };
    const attributions = [{ feature: 'requests', share: 1, observed: 105.123456, expected }];
    const verdict = normalVerdict({ values: { requests: 1_234_567 }, attributions });
    expect(JSON.parse(encodeRow(verdict)).features).toEqual({ requests: [105.12, 90, 110, 1] });
  });

  it('is bounded, whatever a detector says', () => {
    const values = Object.fromEntries(
      Array.from({ length: 5000 }, (_, i) => [`${i}-${'x'.repeat(5000)}`, i / 3]),
    );
    const verdict = normalVerdict({ values, explanation: 'y'.repeat(1e6), host: 'z'.repeat(1e6) });
    expect(encodeRow(verdict).length).toBeLessThan(5000);
    expect(encodeVerdict(verdict, 0).length).toBeLessThan(1500);
  });

  it('keeps features of any name, and no line break that could forge an event', () => {
    const name = '__proto__';
    const verdict = normalVerdict({
      values: { [name]: 1, 'a\nevent: closed': 2 },
      attributions: [],
    });
    const values = Object.defineProperty({}, name, { value: 1, enumerable: true });
    const text = encodeRow({ ...verdict, values: { ...verdict.values, ...values } });
    expect(text).not.toContain('\n');
    expect(JSON.parse(text).features['a\nevent: closed']).toEqual([2, null, null, null]);
    expect(Object.keys(JSON.parse(text).features)).toContain(name);
  });
});
