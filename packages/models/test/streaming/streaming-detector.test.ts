import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom, IsolationForestModel, type Sample, StreamingDetector } from '../../src/index.js';

const random = createRandom(11);
const features = ['cpu_percent', 'memory_percent'];

function ordinary(timestamp: number): Sample {
  return {
    timestamp,
    host: 'web-1',
    values: { cpu_percent: 5 + 4 * random.uniform(), memory_percent: 40 + random.uniform() },
  };
}
const baseline = Array.from({ length: 30 }, (_, i) => ordinary(i));
const busy = (timestamp: number): Sample => ({
  timestamp,
  host: 'web-1',
  values: { cpu_percent: 99, memory_percent: 41 },
});
const silent = (timestamp: number): Sample => ({
  timestamp,
  host: 'web-1',
  values: { cpu_percent: Number.NaN },
});

let model: IsolationForestModel;
beforeAll(async () => {
  model = await new IsolationForestModel({ outOfRange: { minimumRange: 2 } }).train(
    baseline.map(({ values }) => features.map((name) => values[name])),
    { featureNames: features, calibrationFolds: 5 },
  );
});

describe('streaming detector after a baseline of 30 samples', () => {
  it('is quiet on 2,000 more of the same', () => {
    const detector = new StreamingDetector({ model });
    const verdicts = Array.from({ length: 2000 }, (_, i) => detector.observe(ordinary(i)));
    expect(verdicts.filter((verdict) => verdict.isAnomaly)).toHaveLength(0);
  });

  it('fires on the second busy sample, says why, and ends three samples after the load', () => {
    const detector = new StreamingDetector({ model, modelVersion: '7' });
    for (let i = 0; i < 20; i++) detector.observe(ordinary(i));
    const during = [20, 21, 22].map((time) => detector.observe(busy(time)));
    const after = [23, 24, 25].map((time) => detector.observe(ordinary(time)));
    expect(during.map((verdict) => verdict.state)).toEqual(['pending', 'firing', 'firing']);
    expect(after.map((verdict) => verdict.state)).toEqual(['resolving', 'resolving', 'normal']);
    expect(after.map((verdict) => verdict.isAnomaly)).toEqual([true, true, false]);
    expect(during[1]).toMatchObject({
      sequence: 22,
      provisional: true,
      model: { kind: 'isolation_forest', version: '7' },
      attributions: [{ feature: 'cpu_percent', observed: 99 }, { feature: 'memory_percent' }],
    });
    expect(during[1].probability).toBeGreaterThan(0.5);
    expect(during[1].attributions[0].share).toBeGreaterThan(0.8);
    expect(during[1].attributions[0].expected.high).toBeLessThan(10);
  });

  it('keeps an anomaly through silence, and begins none by it', () => {
    const detector = new StreamingDetector({ model });
    expect(detector.observe(silent(0))).toMatchObject({
      state: 'no_data',
      isAnomaly: false,
      attributions: [],
    });
    detector.observe(busy(1));
    detector.observe(busy(2));
    for (let time = 3; time < 20; time++) {
      const verdict = detector.observe(silent(time));
      expect(verdict).toMatchObject({ state: 'no_data', isAnomaly: true });
      expect(verdict.score).toBeNaN();
    }
  });

  it('scores what is there when a feature is missing', () => {
    const detector = new StreamingDetector({ model });
    const verdict = detector.observe({ timestamp: 0, host: 'web-1', values: { cpu_percent: 99 } });
    expect(verdict.state).toBe('pending');
    expect(verdict.attributions.find(({ feature }) => feature === 'memory_percent')).toMatchObject({
      contribution: 0,
      observed: Number.NaN,
    });
  });

  it('gives the same verdicts, to the byte, when it goes on from a snapshot', () => {
    const samples = [...baseline, busy(30), busy(31), silent(32), ...baseline, busy(70)];
    const whole = new StreamingDetector({ model });
    const expected = samples.map((sample) => JSON.stringify(whole.observe(sample)));
    let detector = new StreamingDetector({ model });
    const resumed = samples.map((sample) => {
      detector = new StreamingDetector({ model, from: JSON.parse(JSON.stringify(detector.snapshot())) });
      return JSON.stringify(detector.observe(sample));
    });
    expect(resumed).toEqual(expected);
  });

  it('is as sensitive after a long calibration as after a short one, at once and when the window has turned over', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => features.map((name) => ordinary(i).values[name]));
    const long = await new IsolationForestModel({ outOfRange: { minimumRange: 2 } }).train(rows, {
      featureNames: features,
    });
    const detector = new StreamingDetector({ model: long });
    const first = detector.observe(ordinary(0)).threshold;
    const later = Array.from({ length: 400 }, (_, i) => detector.observe(ordinary(i)).threshold);
    expect(Math.max(...later)).toBeLessThan(first * 1.1);
    expect(Math.min(...later)).toBeGreaterThan(first * 0.9);
  });

  it('goes on with another model between two samples: the sequence and an anomaly go on, versions change', async () => {
    const detector = new StreamingDetector({ model });
    for (let i = 0; i < 5; i++) detector.observe(ordinary(i));
    detector.observe(busy(5));
    expect(detector.observe(busy(6)).isAnomaly).toBe(true);
    const again = await new IsolationForestModel({ seed: 7, outOfRange: { minimumRange: 2 } }).train(
      baseline.map(({ values }) => features.map((name) => values[name])),
      { featureNames: features, calibrationFolds: 5 },
    );
    detector.useModel(again, '2', baseline);
    const verdict = detector.observe(busy(7));
    expect(verdict).toMatchObject({ sequence: 8, state: 'firing', model: { version: '2' } });
    expect(verdict.score).toBe(again.scoreRow([99, 41]));
    expect(() => detector.useModel(new IsolationForestModel(), '3')).toThrow('learned nothing yet');
    expect(detector.observe(busy(8)).model.version).toBe('2');
  });

  it('refuses a model that has learned nothing, and options outside their rules', () => {
    expect(() => new StreamingDetector({ model: new IsolationForestModel() })).toThrow(
      expect.objectContaining({ code: 'NOT_TRAINED' }),
    );
    expect(() => new StreamingDetector({ model, confirm: { above: 4, of: 3 } })).toThrow(
      'confirm.above must be an integer of at least 1 and at most 3; got 4',
    );
  });
});
