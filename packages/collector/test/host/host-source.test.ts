import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type HostFeature, HostSource, type HostSourceOptions, type Sample } from '../../src/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { procFolder } from './support/proc-folder.js';

const ALL: HostFeature[] = ['cpu', 'memory', 'disk', 'load', 'swap', 'disk_io', 'network'];
const onLinux = it.runIf(process.platform === 'linux');

async function take(
  count: number,
  source: HostSource,
  each?: (sample: Sample) => unknown,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  for await (const sample of source) {
    samples.push(sample);
    if (samples.length === count) break;
    await each?.(sample);
  }
  return samples;
}

describe('HostSource on this host', () => {
  it('reads plausible values on aligned ticks, from the first sample on', async () => {
    const samples = await take(9, new HostSource({ intervalSeconds: 0.2 }));
    for (const { timestamp, host, values } of samples) {
      expect(timestamp % 200).toBe(0);
      expect(host).toBe(hostname());
      expect(Object.keys(values)).toEqual(['cpu_percent', 'memory_percent', 'disk_percent']);
      for (const value of Object.values(values)) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(100);
      }
    }
    const timestamps = samples.map((sample) => sample.timestamp);
    expect(timestamps).toEqual([...timestamps].sort((a, b) => a - b));
    expect(new Set(timestamps).size).toBe(9);
  });

  onLinux('has real rates in the first sample', async () => {
    const features: HostFeature[] = ['disk_io', 'network', 'load'];
    const [{ values }] = await take(1, new HostSource({ intervalSeconds: 0.1, features }));
    expect(Object.keys(values)).toHaveLength(5);
    expect(Object.values(values).filter((value) => !(value >= 0))).toEqual([]);
  });

  it('sees real load', async () => {
    const source = new HostSource({ intervalSeconds: 0.2, features: ['cpu'] });
    const busyFor = (milliseconds: number) => {
      const end = performance.now() + milliseconds;
      while (performance.now() < end);
    };
    const [, busy] = await take(2, source, () => busyFor(190));
    // One busy core among as many as this machine has.
    expect(busy.values.cpu_percent).toBeGreaterThan(60 / cpus().length);
  });

  onLinux('starts no process to take samples', async () => {
    // The kernel counts the page faults of all children that a process ever had; none can run without any.
    const faultsOfChildren = () => readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')[8];
    const source = new HostSource({ intervalSeconds: 0.05, features: ALL, mounts: 'all' });
    let before: string | undefined;
    // Finding the mounts does start processes; that is over when the first reading of the disks is there.
    await take(15, source, ({ values }) => {
      if (values.disk_percent > 0) before ??= faultsOfChildren();
    });
    expect(faultsOfChildren()).toBe(before);
    execFileSync('true');
    expect(faultsOfChildren()).not.toBe(before);
  });
});

describe('the ticks of HostSource', () => {
  const options = (clock: FakeClock): HostSourceOptions => ({
    intervalSeconds: 10,
    features: [],
    metrics: { one: () => 1 },
    host: 'web-1',
    clock,
  });

  it('are aligned to the interval and stamped with the time of the tick', async () => {
    const samples = await take(3, new HostSource(options(new FakeClock(1_000_003))));
    expect(samples).toEqual(
      [1_010_000, 1_020_000, 1_030_000].map((timestamp) => ({
        timestamp,
        host: 'web-1',
        values: { one: 1 },
      })),
    );
  });

  it('count as missed when the consumer lets them pass, and late when it comes late', async () => {
    const clock = new FakeClock(1_000_000);
    const source = new HostSource(options(clock));
    const samples = await take(4, source, ({ timestamp }) => timestamp === 1_010_000 && clock.spend(25_000));
    expect(samples.map(({ timestamp }) => timestamp)).toEqual([1_010_000, 1_030_000, 1_040_000, 1_050_000]);
    expect(source).toMatchObject({ samplesTaken: 4, missedTicks: 1, lateTicks: 1, clockSetbacks: 0 });
  });

  it('follow a wall clock that is set back, and count that', async () => {
    const clock = new FakeClock(1_000_000);
    const source = new HostSource(options(clock));
    const samples = await take(
      3,
      source,
      ({ timestamp }) => timestamp === 1_010_000 && clock.stepWallClock(-500_000),
    );
    expect(samples.map(({ timestamp }) => timestamp)).toEqual([1_010_000, 520_000, 530_000]);
    expect(source.clockSetbacks).toBe(1);
  });
});

describe('the end of an iteration', () => {
  it('comes at once and without an error when the signal aborts', async () => {
    const abort = new AbortController();
    const source = new HostSource({ intervalSeconds: 3600, signal: abort.signal });
    const next = source[Symbol.asyncIterator]().next();
    setTimeout(() => abort.abort(), 20);
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('does not wait for a reading that hangs', async () => {
    const abort = new AbortController();
    const metrics = { stuck: () => new Promise<number>(() => {}) };
    const source = new HostSource({ intervalSeconds: 3600, features: [], metrics, signal: abort.signal });
    const next = source[Symbol.asyncIterator]().next();
    setTimeout(() => abort.abort(), 20);
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('comes before the first sample when the signal was aborted beforehand', async () => {
    expect(await take(1, new HostSource({ intervalSeconds: 1, signal: AbortSignal.abort() }))).toEqual([]);
  });

  it('leaves no timer behind when the consumer breaks out of its loop', async () => {
    const clock = new FakeClock(0);
    await take(2, new HostSource({ intervalSeconds: 1, mounts: 'all', clock }));
    expect(clock.sleeping).toBe(0);
  });

  it('allows another iteration, but not two at once', async () => {
    const source = new HostSource({ intervalSeconds: 0.05, features: ['cpu'] });
    await take(1, source, undefined);
    expect(await take(1, source)).toHaveLength(1);
    const first = source[Symbol.asyncIterator]();
    await first.next();
    await expect(source[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'already_iterating' });
    await first.return();
    expect(source.samplesTaken).toBe(3);
  });
});

describe('a feature that cannot be read', () => {
  onLinux('is missing, never 0, and reported when it goes and when it is back', async () => {
    const proc = procFolder({ loadavg: '1.5 0 0 1/2 3' });
    const problems: string[] = [];
    const source = new HostSource({
      intervalSeconds: 1,
      features: ['load', 'disk_io'],
      procPath: proc.path,
      clock: new FakeClock(0),
      onProblem: ({ feature, reason }) => problems.push(`${feature} ${reason}`),
    });
    const texts = ['', '', '2.5 0 0 1/2 3', '2.5 0 0 1/2 3'];
    const samples = await take(5, source, () => proc.write('loadavg', texts.shift() ?? ''));
    expect(samples.map(({ values }) => values.load_1m)).toEqual([1.5, NaN, NaN, 2.5, 2.5]);
    expect(samples.map(({ values }) => values.disk_read_bytes_per_second)).toEqual(Array(5).fill(NaN));
    expect(problems).toEqual(['disk_io unreadable', 'load unreadable', 'load recovered']);
  });
});
