import { defaultConfig } from '@ad/config';
import { createRandom, IsolationForestModel, type Sample, StreamingDetector, type Verdict } from '@ad/models';
import { describe, expect, it } from 'vitest';
import { Relearning } from '../src/run/relearning.js';
import { train } from '../src/run/train.js';

const sample = (i: number): Sample => ({ timestamp: i, host: 'here', values: { cpu_percent: i % 7 } });
const verdict = (state: Verdict['state']) => ({ state }) as Verdict;
const baseline = Array.from({ length: 10 }, (_, i) => sample(i));
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('training the models', () => {
  it('happens at once, at twice, four times, eight times the baseline, and then as often as the history is renewed', async () => {
    const sizes: number[] = [];
    const model = new IsolationForestModel();
    const relearning = new Relearning(baseline, async (samples) => {
      sizes.push(samples.length);
      return { models: [model], trainingSeconds: 1 };
    });
    for (let i = 10; i < 4000; i++) {
      relearning.add(sample(i), verdict('normal'));
      await turn();
    }
    expect(sizes).toEqual([10, 20, 40, 80, 160, 320, 640, 1000, 1000, 1000]);
  });

  it('leaves out the samples of an anomaly', async () => {
    let learned: readonly Sample[] = [];
    const relearning = new Relearning(baseline, async (samples) => {
      learned = samples;
      return { models: [], trainingSeconds: 1 };
    });
    await turn();
    expect(relearning.take()).toMatchObject({ ok: true });
    for (const state of ['pending', 'firing', 'resolving', 'no_data'] as const) {
      for (let i = 100; i < 120; i++) relearning.add(sample(i), verdict(state));
    }
    expect(relearning.take()).toBeUndefined();
    for (let i = 10; i < 20; i++) relearning.add(sample(i), verdict('normal'));
    await turn();
    expect(learned.map(({ timestamp }) => timestamp)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(relearning.take()).toMatchObject({ ok: true });
    expect(relearning.take()).toBeUndefined();
  });

  it('says of each sample whether a training disturbed it, also one that was over before the sample came', async () => {
    const relearning = new Relearning(baseline, async () => ({ models: [], trainingSeconds: 0 }));
    await turn();
    expect([relearning.takeDisturbance(), relearning.takeDisturbance()]).toEqual([true, false]);
    for (let i = 10; i < 20; i++) relearning.add(sample(i), verdict('normal'));
    expect(relearning.takeDisturbance()).toBe(true);
    expect(relearning.takeDisturbance()).toBe(true);
    await turn();
    expect([relearning.takeDisturbance(), relearning.takeDisturbance()]).toEqual([true, false]);
  });

  it('hands over a failure, and tries again later', async () => {
    let tries = 0;
    const relearning = new Relearning(baseline, () => {
      tries++;
      return Promise.reject(new Error('out of memory'));
    });
    for (let i = 10; i < 20; i++) relearning.add(sample(i), verdict('normal'));
    await turn();
    expect(relearning.take()).toMatchObject({ ok: false, error: { message: 'out of memory' } });
    for (let i = 20; i < 40; i++) relearning.add(sample(i), verdict('normal'));
    await turn();
    expect(tries).toBe(2);
  });
});

it('outgrows a baseline that was taken on a busy machine: a full load is found again', async () => {
  const random = createRandom(4);
  const at = (second: number, low: number, high: number): Sample => ({
    timestamp: 1000 * second,
    host: 'here',
    values: { cpu_percent: low + (high - low) * random.uniform(), memory_percent: 40 + random.uniform() },
  });
  const { signal } = new AbortController();
  const trainOn = (samples: readonly Sample[]) => train(['isolation_forest'], samples, defaultConfig, signal);
  const busyHalf = Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? at(i, 95, 100) : at(i, 1, 5)));
  let { models } = await trainOn(busyHalf);
  const detector = new StreamingDetector({ models });
  for (const sample of busyHalf) detector.learn(sample);
  detector.observe(at(30, 1, 5));
  const loadIsFound = (second: number) => {
    const trial = new StreamingDetector({ models, from: detector.snapshot() });
    return [0, 1, 2].some((i) => trial.observe(at(second + i, 97, 100)).isAnomaly);
  };
  expect(loadIsFound(31)).toBe(false);

  const relearning = new Relearning(busyHalf, trainOn);
  await expect.poll(() => relearning.take()?.ok, { timeout: 10_000 }).toBe(true);
  for (let i = 31; i < 1300; i++) {
    const sample = at(i, 1, 5);
    relearning.add(sample, detector.observe(sample));
    // Live, a second passes here.
    if ([60, 120, 240, 480, 960].includes(i)) await expect.poll(relearned, { timeout: 10_000 }).toBe(true);
  }
  expect(loadIsFound(1300)).toBe(true);

  function relearned(): boolean {
    const result = relearning.take();
    if (!result?.ok) return false;
    models = result.trained.models;
    detector.useModels(models, 'next', result.recent);
    return true;
  }
});
