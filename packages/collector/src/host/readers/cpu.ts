import { cpus } from 'node:os';
import { readProcFile } from './proc-file.js';
import type { Reader } from './reader.js';

/** Time spent since boot, summed over all cores, in any unit. */
interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

/**
 * `cpu_percent`: share of all cores' time that was not idle since the last reading, 0..100.
 *
 * Waiting for disks (iowait) is idle: the core could have worked. Time that the hypervisor gave to other guests (steal)
 * is busy: work was waiting for it. `NaN` when no time has passed or the counters went back.
 */
export const cpu: Reader = {
  valueNames: ['cpu_percent'],
  create({ platform, procPath }) {
    const times = platform === 'linux' ? () => parseStat(readProcFile(procPath, 'stat')) : osTimes;
    let last: CpuTimes | undefined;
    return () => {
      const now = times();
      const percent = last ? busyPercent(last, now) : NaN;
      last = now;
      return { cpu_percent: percent };
    };
  },
};

function busyPercent(before: CpuTimes, after: CpuTimes): number {
  const busy = after.busy - before.busy;
  const total = after.total - before.total;
  if (busy < 0 || total <= 0) return NaN;
  // The kernel's iowait may shrink a little (proc(5)), which would make busy exceed the total.
  return Math.min(100, (100 * busy) / total);
}

function parseStat(stat: string): CpuTimes {
  const match = /^cpu +(\d+(?: \d+){3,})/.exec(stat);
  if (!match)
    throw new Error(
      `stat does not begin with a line "cpu <times>", but with ${JSON.stringify(stat.slice(0, 40))}`,
    );
  // guest and guest_nice, the fields after steal, are already part of user and nice.
  const [user, nice, system, idle, iowait = 0, irq = 0, softirq = 0, steal = 0] = match[1]
    .split(' ')
    .map(Number);
  const busy = user + nice + system + irq + softirq + steal;
  return { busy, total: busy + idle + iowait };
}

function osTimes(): CpuTimes {
  let busy = 0;
  let idle = 0;
  for (const { times } of cpus()) {
    busy += times.user + times.nice + times.sys + times.irq;
    idle += times.idle;
  }
  return { busy, total: busy + idle };
}
