import { describe, expect, it } from 'vitest';
import { type HostProblem, HostSource, type Metric } from '../../src/index.js';
import { FakeClock } from '../support/fake-clock.js';

interface Run {
  readonly values: Readonly<Record<string, number>>[];
  readonly problems: HostProblem[];
}

async function run(count: number, metrics: Record<string, Metric>, clock = new FakeClock(0)): Promise<Run> {
  const problems: HostProblem[] = [];
  const values: Readonly<Record<string, number>>[] = [];
  const onProblem = (problem: HostProblem) => problems.push(problem);
  for await (const sample of new HostSource({
    intervalSeconds: 1,
    features: [],
    metrics,
    clock,
    onProblem,
  })) {
    values.push(sample.values);
    if (values.length === count) break;
  }
  return { values, problems };
}

describe('custom metrics', () => {
  it('are one number under their own name, or several under names of their choice, now or later', async () => {
    const { values } = await run(1, {
      queue_depth: () => 7,
      latency_seconds: async () => 0.25,
      pool: () => ({ pool_used: 3, pool_free: 5 }),
    });
    expect(values).toEqual([{ queue_depth: 7, latency_seconds: 0.25, pool_used: 3, pool_free: 5 }]);
  });

  it('are missing while they throw or reject, under every name that they ever had', async () => {
    let calls = 0;
    const cause = new Error('no connection');
    const { values, problems } = await run(4, {
      pool: async () => {
        calls++;
        if (calls === 3 || calls === 4) throw cause;
        return { used: calls };
      },
    });
    // The first call comes before the first sample.
    expect(values).toEqual([{ used: 2 }, { used: NaN }, { used: NaN }, { used: 5 }]);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatchObject({
      feature: 'pool',
      reason: 'unreadable',
      error: { code: 'unreadable', message: 'pool cannot be read: no connection', cause },
    });
    expect(problems[1]).toEqual({ feature: 'pool', reason: 'recovered' });
  });

  it('may say NaN for a value that is missing just now', async () => {
    const { values, problems } = await run(1, { maybe: () => NaN });
    expect(values).toEqual([{ maybe: NaN }]);
    expect(problems).toEqual([]);
  });

  it.each([
    ['a string', '5'],
    ['undefined', undefined],
    ['infinity', Number.POSITIVE_INFINITY],
  ])('are missing when they return %s', async (_what, returned) => {
    const wrong = (() => returned) as Metric;
    const { values, problems } = await run(2, { wrong, right: () => 1 });
    expect(values[1]).toEqual({ wrong: NaN, right: 1 });
    expect(problems).toMatchObject([{ feature: 'wrong', reason: 'not_a_number' }]);
  });

  it('keep out of the names of others, which is only known when they return', async () => {
    const { values, problems } = await run(2, { a: () => ({ shared: 1 }), b: () => ({ shared: 2, own: 3 }) });
    expect(values[1]).toEqual({ shared: 1, own: 3 });
    expect(problems).toMatchObject([
      {
        feature: 'b',
        reason: 'name_collision',
        error: { message: 'b returned "shared", which belongs to a' },
      },
    ]);
  });

  it('are not called again while a call hangs, and come back when it returns', async () => {
    let calls = 0;
    let release = () => {};
    const clock = new FakeClock(0);
    const stuck = () => {
      calls++;
      if (calls !== 2) return calls;
      return new Promise<number>((resolve) => {
        release = () => resolve(-1);
      });
    };
    let samples = 0;
    const others = () => {
      samples++;
      if (samples === 5) release();
      return samples;
    };
    const { values, problems } = await run(6, { stuck, others }, clock);
    expect(values.map((value) => value.stuck)).toEqual([NaN, NaN, NaN, NaN, 3, 4]);
    expect(values.map((value) => value.others)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(problems).toMatchObject([
      { feature: 'stuck', reason: 'timeout' },
      { feature: 'stuck', reason: 'recovered' },
    ]);
  });
});
