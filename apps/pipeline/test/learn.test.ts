import { defaultConfig } from '@ad/config';
import type { Sample } from '@ad/models';
import { describe, expect, it } from 'vitest';
import { learn } from '../src/run/learn.js';

async function* samples(count: number, values: (i: number) => Sample['values']): AsyncGenerator<Sample> {
  for (let i = 0; i < count; i++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    yield { timestamp: i * 1000, host: 'here', values: values(i) };
  }
}

describe('learning a baseline', () => {
  it('goes on collecting while the model trains: every sample is either learned or waits to be scored', async () => {
    const progress: number[] = [];
    const source = samples(1000, (i) => ({ cpu_percent: i % 7, memory_percent: 40 }));
    const result = await learn(source, defaultConfig, new AbortController().signal, (taken) =>
      progress.push(taken),
    );
    if (!result.ok) throw new Error(result.reason);
    expect(progress).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    const { waiting, models } = result.learned;
    expect(waiting.map(({ timestamp }) => timestamp)).toEqual(waiting.map((_, i) => (30 + i) * 1000));
    expect(waiting.length).toBeGreaterThan(1);
    expect(models.map(({ kind }) => kind)).toEqual(defaultConfig.detection.models);
    expect(models[0].featureNames).toEqual(['cpu_percent', 'memory_percent']);
  });

  it('leaves out a feature that was never readable, and says so when there is none left', async () => {
    const signal = new AbortController().signal;
    const half = await learn(
      samples(400, (i) => ({ cpu_percent: i % 3, swap_percent: Number.NaN })),
      defaultConfig,
      signal,
      () => {},
    );
    expect(half.ok && half.learned.models[0].featureNames).toEqual(['cpu_percent']);
    const none = await learn(
      samples(400, () => ({ cpu_percent: Number.NaN })),
      defaultConfig,
      signal,
      () => {},
    );
    expect(none).toEqual({ ok: false, reason: 'nothing_readable' });
  });

  it('says when the source ended before the baseline was complete', async () => {
    const result = await learn(
      samples(5, () => ({ cpu_percent: 1 })),
      defaultConfig,
      new AbortController().signal,
      () => {},
    );
    expect(result).toEqual({ ok: false, reason: 'stopped' });
  });
});
