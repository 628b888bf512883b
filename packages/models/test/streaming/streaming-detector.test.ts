import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IsolationForestModel } from '../../src/isolation-forest/model.js';
import { LstmModel } from '../../src/lstm/model.js';
import type { Sample } from '../../src/sample.js';
import type { StreamingDetectorOptions } from '../../src/streaming/detector-options.js';
import { StreamingDetector } from '../../src/streaming/streaming-detector.js';
import type { Verdict } from '../../src/verdict.js';
import { createHost, start } from './samples.js';

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

function learned(count = 600, options: StreamingDetectorOptions = {}): StreamingDetector {
  const host = createHost(1);
  const detector = new StreamingDetector(options);
  for (const i of numbers(-count, 0)) detector.learn(host(i));
  return detector;
}

const alerts = (verdicts: readonly Verdict[]) =>
  new Set(verdicts.flatMap(({ alertId }) => (alertId === null ? [] : [alertId])));

const busyBetween = (from: number, to: number) => (_: object, i: number) =>
  i >= from && i < to ? { cpu_percent: 95 } : {};

describe('streaming detector without any training', () => {
  it('says that it warms up, and scores the 11th sample, provisionally', () => {
    const host = createHost();
    const detector = new StreamingDetector();
    const verdicts = numbers(0, 30).map((i) => detector.observe(host(i)));
    expect(
      verdicts.slice(0, 10).every(({ state, score }) => state === 'warming' && Number.isNaN(score)),
    ).toBe(true);
    expect(verdicts[10]).toMatchObject({ state: 'normal', provisional: true, sequence: 11 });
    expect(verdicts[10].score).toBeGreaterThan(0);
  });

  it('watches the values of the first sample that has any', () => {
    const host = createHost();
    const detector = new StreamingDetector();
    expect(detector.observe({ ...host(0), values: {} })).toMatchObject({ state: 'no_data', sequence: 1 });
    const verdicts = numbers(1, 30).map((i) => detector.observe(host(i)));
    expect(verdicts[0].state).toBe('warming');
    expect(verdicts.at(-1)?.attributions).toHaveLength(3);
  });

  it('is quiet for two hours of an ordinary host, from its first sample', () => {
    const host = createHost();
    const detector = new StreamingDetector();
    const verdicts = numbers(0, 7200).map((i) => detector.observe(host(i)));
    expect(alerts(verdicts).size).toBe(0);
  });

  it('finds a busy minute after a minute of normal samples', () => {
    const host = createHost(3, busyBetween(60, 120));
    const detector = new StreamingDetector();
    const verdicts = numbers(0, 300).map((i) => detector.observe(host(i)));
    expect(verdicts.findIndex(({ isAnomaly }) => isAnomaly)).toBeLessThanOrEqual(62);
    expect(alerts(verdicts).size).toBe(1);
    expect(verdicts[299].state).toBe('normal');
  });

  it('does not learn a burst at its beginning as normal', () => {
    const host = createHost(4, (_, i) => (i < 4 || (i >= 40 && i < 60) ? { cpu_percent: 95 } : {}));
    const detector = new StreamingDetector();
    const verdicts = numbers(0, 60).map((i) => detector.observe(host(i)));
    expect(verdicts.slice(40, 44).some(({ isAnomaly }) => isAnomaly)).toBe(true);
  });
});

describe('streaming detector with history', () => {
  it('has no warm-up, and says why it fires, under one name', () => {
    const host = createHost(1, busyBetween(10, 30));
    const detector = learned();
    const verdicts = numbers(0, 60).map((i) => detector.observe(host(i)));
    expect(verdicts[0].state).toBe('normal');
    expect(verdicts.slice(10, 13).map(({ state }) => state)).toEqual(['pending', 'firing', 'firing']);
    expect(alerts(verdicts)).toEqual(new Set([`web-1/${new Date(start + 11_000).toISOString()}`]));
    const fired = verdicts[11];
    expect(fired.attributions[0]).toMatchObject({ feature: 'cpu_percent', observed: 95 });
    expect(fired.attributions[0].expected.high).toBeLessThan(25);
    expect(fired.explanation).toMatch(
      /^cpu_percent 95 % is far above its expected [\d.]+-[\d.]+ %; it explains/,
    );
    expect(fired.probability).toBeGreaterThan(0.5);
    expect(verdicts[59].state).toBe('normal');
  });

  it('attributes the whole score', () => {
    const host = createHost(1, busyBetween(10, 30));
    const detector = learned();
    for (const i of numbers(0, 60)) {
      const { score, attributions } = detector.observe(host(i));
      const sum = attributions.reduce((total, { contribution }) => total + contribution, 0);
      expect(sum).toBeCloseTo(score, 6);
    }
  });

  it('gives the same verdicts, to the byte, when it goes on from a snapshot at any sample', async () => {
    const samples = numbers(-30, 40).map(createHost(1, busyBetween(10, 20)));
    const rows = samples.map(({ values }) => Object.values(values));
    const model = await new IsolationForestModel().train(rows, {
      featureNames: Object.keys(samples[0].values),
    });
    const options = { models: [model] };
    const whole = new StreamingDetector(options);
    const expected = samples.map((sample) => JSON.stringify(whole.observe(sample)));
    let detector = new StreamingDetector(options);
    const resumed = samples.map((sample) => {
      detector = new StreamingDetector({ ...options, from: JSON.parse(JSON.stringify(detector.snapshot())) });
      return JSON.stringify(detector.observe(sample));
    });
    expect(resumed).toEqual(expected);
  });

  it('keeps no more samples than it is told to learn from, and a small state after them', () => {
    const host = createHost(5);
    const detector = new StreamingDetector({ learningSamples: 640 });
    const size = () => JSON.stringify(detector.snapshot()).length;
    let largest = 0;
    for (const i of numbers(0, 1000)) {
      detector.observe(host(i));
      if (i % 20 === 0 || i === 639) largest = Math.max(largest, size());
    }
    expect(largest).toBeLessThan(40_000);
    expect(size()).toBeLessThan(9000);
    expect(detector.observe(host(1000)).state).toBe('normal');
  });

  it('refuses a snapshot that is damaged anywhere, and says which part', () => {
    const host = createHost(1, busyBetween(10, 30));
    const detector = learned();
    for (const i of numbers(0, 1100)) detector.observe(host(i));
    const snapshot = JSON.stringify(detector.snapshot());
    expect(JSON.stringify(new StreamingDetector({ from: JSON.parse(snapshot) }).snapshot())).toBe(snapshot);
    const paths = (value: unknown, path: string[]): string[][] =>
      typeof value === 'object' && value !== null
        ? [path, ...Object.entries(value).flatMap(([key, part]) => paths(part, [...path, key]))]
        : [path];
    const ofSnapshot = paths(JSON.parse(snapshot), []).slice(1);
    expect(ofSnapshot.length).toBeGreaterThan(100);
    for (const path of ofSnapshot) {
      const from = JSON.parse(snapshot);
      const parent = path.slice(0, -1).reduce((part, key) => part[key], from);
      for (const bad of [undefined, { length: 1e9 }]) {
        parent[path[path.length - 1]] = bad;
        expect(() => new StreamingDetector({ from }), path.join('.')).toThrow(
          expect.objectContaining({ name: 'ModelError' }),
        );
      }
    }
    const other = { ...JSON.parse(snapshot), featureNames: ['cpu_percent'] };
    expect(() => new StreamingDetector({ from: other })).toThrow('elements long');
  });

  it('keeps an alert through silence of any length, and begins none by it', () => {
    const host = createHost(1, busyBetween(10, 12));
    const detector = learned();
    const silent = (i: number): Sample => ({
      timestamp: start + 1000 * i,
      host: 'web-1',
      values: { cpu_percent: Number.NaN },
    });
    expect(detector.observe(silent(0))).toMatchObject({
      state: 'no_data',
      isAnomaly: false,
      attributions: [],
    });
    const [, fired] = [10, 11].map((i) => detector.observe(host(i)));
    expect(fired.isAnomaly).toBe(true);
    for (const i of numbers(12, 3000)) {
      expect(detector.observe(silent(i))).toMatchObject({ state: 'no_data', alertId: fired.alertId });
    }
  });

  it('scores what is there when a feature is missing, and does not take its return for an event', () => {
    const host = createHost(1, (_, i) => (i >= 20 && i < 40 ? { memory_percent: Number.NaN } : {}));
    const detector = learned();
    const verdicts = numbers(0, 80).map((i) => detector.observe(host(i)));
    expect(verdicts.every(({ state }) => state === 'normal' || state === 'pending')).toBe(true);
    expect(
      verdicts[30].attributions.find(({ feature }) => feature === 'memory_percent')?.contribution,
    ).toBeLessThan(verdicts[30].score / 2);
  });

  it('goes on after a gap and a clock that is set back', () => {
    const host = createHost(1);
    const detector = learned();
    for (const i of [...numbers(0, 50), ...numbers(5000, 5050), ...numbers(100, 150)]) {
      expect(detector.observe(host(i)).isAnomaly).toBe(false);
    }
  });

  it('is quiet on a constant series, on steps too small to matter, and hears one that matters', () => {
    const series = (step: number) => {
      const detector = new StreamingDetector();
      const sample = (i: number): Sample => ({
        timestamp: 1000 * i,
        host: 'a',
        values: { disk_percent: i < 300 ? 40 : 40 + step },
      });
      return alerts(numbers(0, 400).map((i) => detector.observe(sample(i)))).size;
    };
    expect([0, 0.05, 0.1].map(series)).toEqual([0, 0, 0]);
    expect(series(8)).toBe(1);
  });

  it('calls a lasting level shift one alert, and then the new normal', () => {
    const host = createHost(1, (values, i) =>
      i >= 10 ? { cpu_percent: (values as { cpu_percent: number }).cpu_percent + 40 } : {},
    );
    const detector = learned(3000);
    const verdicts = numbers(0, 7200).map((i) => detector.observe(host(i)));
    expect(alerts(verdicts).size).toBe(1);
    expect(verdicts.at(-1)?.state).toBe('normal');
  });

  it('keeps levels and goes on when samples come at another interval', () => {
    const host = createHost(1);
    const detector = learned();
    const at15Seconds = (i: number): Sample => ({ ...host(i), timestamp: start + 15_000 * i });
    const verdicts = numbers(0, 200).map((i) => detector.observe(at15Seconds(i)));
    expect(alerts(verdicts).size).toBe(0);
    expect(verdicts.every(({ state }) => state !== 'warming')).toBe(true);
  });

  it('hears only the direction and the effect that the rules name', () => {
    const rules: StreamingDetectorOptions[] = [
      { features: { cpu_percent: { direction: 'below' } } },
      { features: { cpu_percent: { minimumEffect: 90 } } },
      { features: { cpu_percent: { direction: 'above', minimumEffect: 20 } } },
    ];
    const fired = rules.map((options) => {
      const host = createHost(1, busyBetween(10, 30));
      const detector = learned(600, options);
      return alerts(numbers(0, 60).map((i) => detector.observe(host(i)))).size;
    });
    expect(fired).toEqual([0, 0, 1]);
  });

  it('fires nothing in a maintenance window, and learns nothing there', () => {
    const window = {
      from: new Date(start + 10_000).toISOString(),
      to: new Date(start + 200_000).toISOString(),
    };
    const host = createHost(1, busyBetween(10, 200));
    const detector = learned(600, { maintenance: [window] });
    const verdicts = numbers(0, 260).map((i) => detector.observe(host(i)));
    expect(verdicts.filter(({ maintenance }) => maintenance)).toHaveLength(190);
    expect(alerts(verdicts.slice(0, 200)).size).toBe(0);
    expect(verdicts[100].threshold).toBe(verdicts[10].threshold);
  });

  it('takes a daily rhythm for normal once it has seen two days of it', () => {
    const minute = (i: number): Sample => {
      const hour = (i / 60) % 24;
      const cpu = (hour >= 2 && hour < 3 ? 70 : 20) + 3 * Math.sin(i * 1.7) + 2 * Math.cos(i * 0.3);
      return { timestamp: start + 60_000 * i, host: 'a', values: { cpu_percent: cpu } };
    };
    const detector = new StreamingDetector();
    for (const i of numbers(0, 4 * 1440)) detector.learn(minute(i));
    const night = numbers(4 * 1440, 5 * 1440).map((i) => detector.observe(minute(i)));
    expect(alerts(night).size).toBe(0);
    const missing = { ...minute(5 * 1440), values: { cpu_percent: 70 } };
    const noon = numbers(0, 20).map((i) =>
      detector.observe({ ...missing, timestamp: missing.timestamp + 60_000 * i }),
    );
    expect(alerts(noon).size).toBe(1);
  });

  it('never throws on values, and its numbers stay finite', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double(), fc.double()), { maxLength: 80 }), (rows) => {
        const detector = new StreamingDetector({ featureNames: ['a', 'b'] });
        rows.forEach(([a, b], i) => {
          const { score } = detector.observe({ timestamp: i * 1000, host: 'x', values: { a, b } });
          expect(score === Number.POSITIVE_INFINITY).toBe(false);
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('streaming detector with models', () => {
  const rows = numbers(0, 300)
    .map(createHost(1))
    .map(({ values }) => Object.values(values));
  const featureNames = ['cpu_percent', 'memory_percent', 'disk_percent'];
  const train = (seed: number) =>
    new IsolationForestModel({ seed, outOfRange: { minimumRange: 2 } }).train(rows, { featureNames });

  it('shows what each of them says, and scores higher where they agree', async () => {
    const host = createHost(1, busyBetween(10, 30));
    const [alone, both] = [learned(), learned(600, { models: [await train(1)], modelVersion: '7' })];
    const [a, b] = [alone, both].map((detector) => numbers(0, 12).map((i) => detector.observe(host(i)))[11]);
    expect(a).toMatchObject({ views: [], model: { kind: 'forecast', version: '1' } });
    expect(b.model).toEqual({ kind: 'forecast+isolation_forest', version: '7' });
    expect(b.views[0]).toMatchObject({ kind: 'isolation_forest' });
    expect(b.views[0].surprise).toBeGreaterThan(1);
    expect(b.score).toBeGreaterThan(a.score);
  });

  it('is not confused by a model that had too few rows to calibrate', async () => {
    const host = createHost(1, busyBetween(5, 10));
    const lstm = await new LstmModel({ sequenceLength: 10, epochs: 1 }).train(rows.slice(0, 12), {
      featureNames,
      calibrationFolds: 2,
    });
    const detector = learned(600, { models: [lstm] });
    const verdicts = numbers(0, 60).map((i) => detector.observe(host(i)));
    expect(verdicts.every(({ score }) => Number.isFinite(score))).toBe(true);
  });

  it('neither fires on a sample that the reader itself disturbed, nor learns from it', () => {
    const host = createHost(1, busyBetween(10, 30));
    const detector = learned();
    const verdicts = numbers(0, 60).map((i) =>
      detector.observe(i >= 10 && i < 31 ? { ...host(i), disturbed: true } : host(i)),
    );
    expect(alerts(verdicts).size).toBe(0);
    expect(verdicts[20].score).toBeGreaterThan(verdicts[20].threshold);
    expect(verdicts[40].threshold).toBeLessThan(1.1 * verdicts[5].threshold);
  });

  it('goes on with others between two samples: the sequence and an alert go on', async () => {
    const host = createHost(1, busyBetween(10, 30));
    const detector = learned(600, { models: [await train(1)] });
    const before = numbers(0, 13).map((i) => detector.observe(host(i)));
    detector.useModels([await train(2)], '2');
    expect(detector.observe(host(13))).toMatchObject({
      sequence: 14,
      alertId: before[12].alertId,
      model: { version: '2' },
    });
    expect(() => detector.useModels([new IsolationForestModel()], '3')).toThrow('learned nothing yet');
    expect(detector.observe(host(14)).model.version).toBe('2');
  });

  it('refuses a model that has learned nothing, and options outside their rules', () => {
    expect(() => new StreamingDetector({ learningSamples: 9 })).toThrow('learningSamples');
    expect(() => new StreamingDetector({ featureNames: ['cpu', 'cpu'] })).toThrow(
      'featureNames must be a list of different names, at least one; got cpu,cpu',
    );
    expect(() => new StreamingDetector({ models: [new IsolationForestModel()] })).toThrow(
      expect.objectContaining({ code: 'NOT_TRAINED' }),
    );
    expect(() => new StreamingDetector({ confirm: { above: 4, of: 3 } })).toThrow(
      'confirm.above must be an integer of at least 1 and at most 3; got 4',
    );
    expect(() => new StreamingDetector({ features: { cpu: { minimumEffect: -1 } } })).toThrow(
      'features.cpu.minimumEffect must be a finite number of at least 0; got -1',
    );
  });
});
