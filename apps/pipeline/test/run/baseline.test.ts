import { defaultConfig } from '@ad/config';
import type { Sample } from '@ad/models';
import { describe, expect, it } from 'vitest';
import { takeBaseline } from '../../src/run/baseline.js';

async function* samples(count: number, values: (i: number) => Sample['values']): AsyncGenerator<Sample> {
  for (let i = 0; i < count; i++) yield { timestamp: i * 1000, host: 'here', values: values(i) };
}

describe('taking a baseline', () => {
  it('takes as many samples as are configured, and tells of each', async () => {
    const progress: number[] = [];
    const source = samples(1000, (i) => ({ cpu_percent: i % 7 }));
    const result = await takeBaseline(source, defaultConfig, (taken) => progress.push(taken));
    expect(result.ok && result.samples).toHaveLength(30);
    expect(progress).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  it('says so when there is nothing to read', async () => {
    const source = samples(400, () => ({ cpu_percent: Number.NaN }));
    expect(await takeBaseline(source, defaultConfig, () => {})).toEqual({
      ok: false,
      reason: 'nothing_readable',
    });
  });

  it('says when the source ended before the baseline was complete', async () => {
    const source = samples(5, () => ({ cpu_percent: 1 }));
    expect(await takeBaseline(source, defaultConfig, () => {})).toEqual({ ok: false, reason: 'stopped' });
  });
});
