import type { Sample, Verdict } from '@ad/models';
import { IsolationForestModel } from '@ad/models';
import { describe, expect, it } from 'vitest';
import { Relearning } from '../src/run/relearning.js';

const sample = (i: number): Sample => ({ timestamp: i, host: 'here', values: { cpu_percent: i % 7 } });
const verdict = (state: Verdict['state']) => ({ state }) as Verdict;
const baseline = Array.from({ length: 10 }, (_, i) => sample(i));
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('learning again', () => {
  it('happens at twice, four times, eight times the baseline, and then as often as the history is renewed', async () => {
    const sizes: number[] = [];
    const model = new IsolationForestModel();
    const relearning = new Relearning(baseline, async (samples) => {
      sizes.push(samples.length);
      return { model, trainingSeconds: 1 };
    });
    for (let i = 10; i < 4000; i++) {
      relearning.add(sample(i), verdict('normal'));
      await turn();
    }
    expect(sizes).toEqual([20, 40, 80, 160, 320, 640, 1000, 1000, 1000]);
  });

  it('leaves out the samples of an anomaly', async () => {
    let learned: readonly Sample[] = [];
    const relearning = new Relearning(baseline, async (samples) => {
      learned = samples;
      return { model: new IsolationForestModel(), trainingSeconds: 1 };
    });
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
