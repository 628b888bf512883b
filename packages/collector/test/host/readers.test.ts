import { statfsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { readers } from '../../src/host/readers/index.js';
import type { HostFeature, ReaderContext } from '../../src/host/readers/reader.js';
import { FakeClock } from '../support/fake-clock.js';
import { procFolder } from './support/proc-folder.js';

const forever = new AbortController().signal;

function reader(feature: HostFeature, context: Partial<ReaderContext> = {}) {
  return readers[feature].create({
    platform: 'linux',
    procPath: '/proc',
    mounts: ['/'],
    clock: new FakeClock(0),
    signal: forever,
    ...context,
  });
}

const MEMINFO = `MemTotal:       16000000 kB
MemFree:          500000 kB
MemAvailable:    4000000 kB
SwapTotal:       2000000 kB
SwapFree:        1500000 kB
`;

describe('cpu', () => {
  //                  user nice system idle iowait irq softirq steal guest guest_nice
  const first = 'cpu  1000 10 500 8000 400 5 15 70 300 0\ncpu0 1 2 3 4\n';

  it('is the busy share of the time since the last reading, without iowait, with steal, guests counted once', () => {
    const proc = procFolder({ stat: first });
    const read = reader('cpu', { procPath: proc.path });
    expect(read()).toEqual({ cpu_percent: NaN });
    // +20 user (12 of them guest), +5 steal; +60 idle, +15 iowait
    proc.write('stat', 'cpu  1020 10 500 8060 415 5 15 75 312 0\n');
    expect(read()).toEqual({ cpu_percent: 25 });
  });

  it('is missing for one reading when the counters go back, and when no time has passed', () => {
    const proc = procFolder({ stat: first });
    const read = reader('cpu', { procPath: proc.path });
    read();
    expect(read()).toEqual({ cpu_percent: NaN });
    proc.write('stat', 'cpu  10 0 5 80 4 0 0 0 0 0\n');
    expect(read()).toEqual({ cpu_percent: NaN });
    proc.write('stat', 'cpu  20 0 5 170 4 0 0 0 0 0\n');
    expect(read()).toEqual({ cpu_percent: 10 });
  });

  it('stays within 100 when the kernel takes back some iowait', () => {
    const proc = procFolder({ stat: first });
    const read = reader('cpu', { procPath: proc.path });
    read();
    proc.write('stat', 'cpu  1100 10 500 8000 397 5 15 70 300 0\n');
    expect(read()).toEqual({ cpu_percent: 100 });
  });

  it('throws when the file is not what it should be', () => {
    const proc = procFolder({ stat: 'intr 5 6\n' });
    expect(reader('cpu', { procPath: proc.path })).toThrow('stat does not begin with a line "cpu <times>"');
  });

  it('comes from the operating system where there is no procfs', async () => {
    const read = reader('cpu', { platform: 'darwin' });
    read();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect((await read()).cpu_percent).toBeGreaterThanOrEqual(0);
  });
});

describe('memory', () => {
  it('is what is not available, so droppable caches count as free', () => {
    const proc = procFolder({ meminfo: MEMINFO });
    expect(reader('memory', { procPath: proc.path })()).toEqual({ memory_percent: 75 });
  });

  it('comes from the operating system where there is no procfs', async () => {
    const { memory_percent } = await reader('memory', { platform: 'win32' })();
    expect(memory_percent).toBeGreaterThan(0);
    expect(memory_percent).toBeLessThan(100);
  });
});

describe('swap', () => {
  it('is the used share', () => {
    const proc = procFolder({ meminfo: MEMINFO });
    expect(reader('swap', { procPath: proc.path })()).toEqual({ swap_percent: 25 });
  });

  it('is unsupported on a host without swap space', () => {
    const proc = procFolder({ meminfo: 'SwapTotal:             0 kB\nSwapFree:              0 kB\n' });
    expect(reader('swap', { procPath: proc.path })).toThrow('this host has no swap space');
  });
});

describe('load', () => {
  it('is the average over one minute', () => {
    const proc = procFolder({ loadavg: '1.25 0.80 0.40 2/345 6789\n' });
    expect(reader('load', { procPath: proc.path })()).toEqual({ load_1m: 1.25 });
  });

  it('is unsupported on Windows, where the operating system always says 0', () => {
    expect(reader('load', { platform: 'win32' })).toThrow('load cannot be read on win32');
  });
});

describe('disk', () => {
  it('agrees with df', async () => {
    const { disk_percent } = await reader('disk')();
    const { blocks, bfree, bavail } = statfsSync('/');
    expect(disk_percent).toBeCloseTo((100 * (blocks - bfree)) / (blocks - bfree + bavail), 1);
  });

  it('is missing when one of the named mounts cannot be read', async () => {
    await expect(reader('disk', { mounts: ['/', '/no/such/mount'] })()).rejects.toThrow('/no/such/mount');
  });

  it.runIf(process.platform === 'linux')('is missing for a filesystem that has no size', async () => {
    await expect(reader('disk', { mounts: ['/proc'] })()).rejects.toThrow(
      '/proc is not a filesystem with a size',
    );
  });

  it('finds all real filesystems by itself, and the root is one of them', async () => {
    const abort = new AbortController();
    const read = reader('disk', { mounts: 'all', clock: systemClock, signal: abort.signal });
    const { disk_percent } = await read();
    const root = await reader('disk', { mounts: ['/'] })();
    expect(disk_percent).toBeGreaterThanOrEqual(root.disk_percent - 0.5);
    expect(disk_percent).toBeLessThanOrEqual(100);
    abort.abort();
  });
});

const diskstats = (sda: [number, number], extra = '') => `   7       0 loop0 50 0 999 0 50 0 999 0 0 0 0
   8       0 sda 10 0 ${sda[0]} 5 20 0 ${sda[1]} 9 0 0 0
   8       1 sda1 10 0 ${sda[0]} 5 20 0 ${sda[1]} 9 0 0 0
 259       0 nvme0n1 1 0 1000 1 1 0 2000 1 0 0 0
 259       1 nvme0n1p1 1 0 1000 1 1 0 2000 1 0 0 0
 252       0 dm-0 10 0 ${sda[0]} 5 20 0 ${sda[1]} 9 0 0 0
${extra}`;

describe('disk_io', () => {
  it('adds up whole disks, each byte once', () => {
    const clock = new FakeClock(0);
    const proc = procFolder({ diskstats: diskstats([0, 0]) });
    const read = reader('disk_io', { procPath: proc.path, clock });
    expect(read()).toEqual({ disk_read_bytes_per_second: NaN, disk_write_bytes_per_second: NaN });
    clock.spend(2000);
    proc.write('diskstats', diskstats([40, 80]));
    expect(read()).toEqual({ disk_read_bytes_per_second: 20 * 512, disk_write_bytes_per_second: 40 * 512 });
  });

  it('measures time by the monotonic clock', () => {
    const clock = new FakeClock(0);
    const proc = procFolder({ diskstats: diskstats([0, 0]) });
    const read = reader('disk_io', { procPath: proc.path, clock });
    read();
    clock.spend(1000);
    clock.stepWallClock(-3600_000);
    proc.write('diskstats', diskstats([10, 0]));
    expect(read()).toEqual({ disk_read_bytes_per_second: 5120, disk_write_bytes_per_second: 0 });
  });

  it('starts with a disk that was plugged in at its next reading, and forgets one that was pulled out', () => {
    const clock = new FakeClock(0);
    const proc = procFolder({ diskstats: diskstats([0, 0]) });
    const read = reader('disk_io', { procPath: proc.path, clock });
    const usb = (sectors: number) => `   8      16 sdb 1 0 ${sectors} 1 1 0 0 1 0 0 0\n`;
    const rates = [usb(1e9), usb(1e9 + 10), ''].map((extra) => {
      read();
      clock.spend(1000);
      proc.write('diskstats', diskstats([0, 0], extra));
      return (read() as Record<string, number>).disk_read_bytes_per_second;
    });
    expect(rates).toEqual([0, 5120, 0]);
  });

  it('counts a partition when its disk is not listed', () => {
    const clock = new FakeClock(0);
    const line = (sectors: number) => ` 202       1 xvda1 1 0 ${sectors} 1 1 0 0 1 0 0 0\n`;
    const proc = procFolder({ diskstats: line(0) });
    const read = reader('disk_io', { procPath: proc.path, clock });
    read();
    clock.spend(1000);
    proc.write('diskstats', line(2));
    expect(read()).toMatchObject({ disk_read_bytes_per_second: 1024 });
  });

  it('throws where no disk is listed', () => {
    const proc = procFolder({ diskstats: '   7       0 loop0 0 0 0 0 0 0 0 0 0 0 0\n' });
    expect(reader('disk_io', { procPath: proc.path })).toThrow('diskstats lists no disk');
  });
});

const netDev = (lines: string[]) => `Inter-|   Receive                            |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
${lines.join('\n')}
`;
const link = (name: string, received: number, transmitted: number) =>
  `${name.padStart(6)}: ${received}       1    0    0    0     0          0         0   ${transmitted}       1    0    0    0     0       0          0`;

describe('network', () => {
  it('adds up physical interfaces, without loopback, bridges, container ends, bonds and VLANs', () => {
    const clock = new FakeClock(0);
    const lines = (bytes: number) => [
      ...['lo', 'docker0', 'veth12ab', 'br-0c1d', 'bond0', 'eth0.100', 'wg0'].map((name) =>
        link(name, bytes, bytes),
      ),
      link('eth0', 1000 + bytes, 500),
      link('wlp2s0', 70, 10 + bytes),
    ];
    const proc = procFolder({ '1/net/dev': netDev(lines(0)) });
    const read = reader('network', { procPath: proc.path, clock });
    read();
    clock.spend(500);
    proc.write('1/net/dev', netDev(lines(300)));
    expect(read()).toEqual({ network_receive_bytes_per_second: 600, network_transmit_bytes_per_second: 600 });
  });

  it('is missing for one reading when a counter wraps', () => {
    const clock = new FakeClock(0);
    const proc = procFolder({ '1/net/dev': netDev([link('eth0', 2 ** 32 - 10, 5)]) });
    const read = reader('network', { procPath: proc.path, clock });
    const rates = [
      [90, 5],
      [190, 25],
    ].map(([received, transmitted]) => {
      read();
      clock.spend(1000);
      proc.write('1/net/dev', netDev([link('eth0', received, transmitted)]));
      return Object.values(read());
    });
    expect(rates).toEqual([
      [NaN, NaN],
      [100, 20],
    ]);
  });

  it('uses what there is where nothing looks physical', () => {
    const clock = new FakeClock(0);
    const proc = procFolder({ '1/net/dev': netDev([link('lo', 0, 0), link('tap0', 0, 0)]) });
    const read = reader('network', { procPath: proc.path, clock });
    read();
    clock.spend(1000);
    proc.write('1/net/dev', netDev([link('lo', 9, 9), link('tap0', 7, 8)]));
    expect(Object.values(read())).toEqual([7, 8]);
  });
});
