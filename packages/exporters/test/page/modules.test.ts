// The browser's modules that need no browser.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRow } from '../../src/page/encode.js';
import { formatQuantity, quantityOf } from '../../src/text/units.js';
import { normalVerdict } from '../verdicts.js';
import { madeHour } from './hour.js';

const load = (name: string) => import(String(new URL(`../../browser/${name}.js`, import.meta.url)));
const { formatDuration, stateWords } = await load('text');
const { formatRange, formatTick, formatValue, position, shortName } = await load('units');
const { HourWindow } = await load('hour-window');
const { View } = await load('view');

const rowsOf = (verdicts: Parameters<typeof encodeRow>[0][]) =>
  verdicts.map((one) => JSON.parse(encodeRow(one)));
const sample = (time: number, values: Record<string, number> = { cpu_percent: 1 }) =>
  normalVerdict({ timestamp: time, values, attributions: [] });

describe('text', () => {
  it('writes values as the console does', () => {
    const feature = fc.constantFrom(
      'cpu_percent',
      'read_bytes',
      'read_bytes_per_second',
      'hits_per_second',
      'wait_seconds',
      'load',
    );
    fc.assert(
      fc.property(feature, fc.double({ noNaN: true, noDefaultInfinity: true }), (name, value) => {
        expect(formatValue(name, value)).toBe(formatQuantity(quantityOf(name, value)));
      }),
    );
  });

  it('writes ranges, durations, ticks and states in plain words', () => {
    expect(formatRange('cpu_percent', 3.14, 9.8)).toBe('3.1–9.8 %');
    expect(formatRange('sent_bytes', 900, 1.2e6)).toBe('900 B–1.2 MB');
    expect(formatRange('load', -1, 2)).toBe('-1.00 to 2.00');
    expect(formatRange('disk_percent', 40.01, 40.04)).toBe('40.0 %');
    expect(formatRange('load', null, null)).toBe('');
    expect([0, 45_000, 135_000, 3_600_000, 90_061_000].map(formatDuration)).toEqual([
      '0 s',
      '45 s',
      '2 min 15 s',
      '1 h',
      '1 d 1 h',
    ]);
    expect(formatTick(1500)).toBe('1.5K');
    expect(formatTick(5, 'cpu_percent')).toBe('5 %');
    expect(shortName('network_receive_bytes_per_second')).toBe('network receive');
    expect(position(5, 1, 4)).toBe('above');
    expect(position(0, 1, 4)).toBe('below');
    expect(position(null, 1, 4)).toBe('');
    expect(stateWords('no_data', true)).toBe('No data, anomaly goes on');
  });
});

describe('HourWindow', () => {
  it('has columns of one length, whatever features come and go', () => {
    const features = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ step: fc.integer({ min: 0, max: 20_000 }), features }), { maxLength: 40 }),
        (steps) => {
          const data = new HourWindow();
          let time = 1e12;
          for (const { step, features: names } of steps) {
            time += step;
            data.append(rowsOf([sample(time, Object.fromEntries(names.map((name) => [name, 1])))]));
          }
          const lengths = [
            data.score,
            data.threshold,
            data.anomaly,
            ...[...data.features.values()].flatMap(Object.values),
          ];
          for (const column of lengths) expect(column).toHaveLength(data.time.length);
        },
      ),
    );
  });

  it('leaves a gap where samples are missing, and none where one is late', () => {
    const data = new HourWindow();
    data.append(rowsOf([0, 1000, 2000, 3900, 4900, 60_000, 61_000].map((time) => sample(1e12 + time))));
    expect(data.features.get('cpu_percent').value).toEqual([1, 1, 1, 1, 1, null, 1, 1]);
  });

  it('forgets what is older than an hour', () => {
    const data = new HourWindow();
    data.append(rowsOf(madeHour(1e12, 6000)));
    expect(data.time.length).toBeLessThan(3600 + 600 + 2);
    expect(data.time.length).toBeGreaterThanOrEqual(3600);
    expect(data.time.at(-1)).toBe(1e9);
  });

  it('finds the stretches of anomaly', () => {
    const data = new HourWindow();
    const times = Array.from({ length: 20 }, (_, i) => i);
    data.append(
      rowsOf(times.map((i) => ({ ...sample(1e12 + 1000 * i), isAnomaly: (i >= 3 && i < 6) || i === 19 }))),
    );
    expect(data.anomalies(1e9, 1e9 + 100)).toEqual([
      [1e9 + 3, 1e9 + 6],
      [1e9 + 19, 1e9 + 19],
    ]);
    expect(data.anomalies(1e9 + 8, 1e9 + 12)).toEqual([]);
  });
});

describe('View', () => {
  it('grows with the samples, then moves along, and stands still where it is told to', () => {
    let changes = 0;
    const view = new View(() => {
      changes += 1;
    });
    expect(view.range(1000, 1010)).toEqual([950, 1010]);
    expect(view.range(1000, 1500)).toEqual([1000, 1500]);
    expect(view.range(1000, 5000)).toEqual([4100, 5000]);
    view.choose(2000, 2002);
    expect(view.range(1000, 5000)).toEqual([1996, 2006]);
    view.follow(300);
    expect(view.range(1000, 5000)).toEqual([4700, 5000]);
    expect(changes).toBe(2);
  });
});
