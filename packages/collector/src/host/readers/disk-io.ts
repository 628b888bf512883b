import { CounterRates } from './counter-rates.js';
import { readProcFile } from './proc-file.js';
import type { Reader } from './reader.js';
import { unsupported } from './unsupported.js';

/** The unit of `diskstats`, independent of the sector size of the device. */
const SECTOR_BYTES = 512;

/** Devices that live in memory or on top of other devices, where the same bytes are counted again. */
const STACKED = /^(?:loop|ram|zram|dm-|md|zd|bcache|drbd)\d/;

/**
 * `disk_read_bytes_per_second` and `disk_write_bytes_per_second`, summed over whole disks, since the last reading.
 * Linux only; `NaN` when a counter went back.
 */
export const diskIo: Reader = {
  valueNames: ['disk_read_bytes_per_second', 'disk_write_bytes_per_second'],
  create({ platform, procPath, clock }) {
    if (platform !== 'linux') return unsupported('disk_io', platform);
    const rates = new CounterRates(2);
    return () => {
      const disks = parseDiskstats(readProcFile(procPath, 'diskstats'));
      if (disks.size === 0) throw new Error('diskstats lists no disk');
      const [read, write] = rates.update(disks, clock.monotonic());
      return { disk_read_bytes_per_second: read, disk_write_bytes_per_second: write };
    };
  },
};

function parseDiskstats(diskstats: string): Map<string, readonly [read: number, written: number]> {
  const devices = new Map<string, readonly [number, number]>();
  for (const line of diskstats.split('\n')) {
    // major, minor, name, reads, merged, sectors read, milliseconds, writes, merged, sectors written, …
    const fields = line.trim().split(/\s+/);
    if (fields.length < 10 || STACKED.test(fields[2])) continue;
    devices.set(fields[2], [Number(fields[5]) * SECTOR_BYTES, Number(fields[9]) * SECTOR_BYTES]);
  }
  for (const name of devices.keys()) if (isPartition(name, devices)) devices.delete(name);
  return devices;
}

/**
 * sda1 is a partition of sda, nvme0n1p1 of nvme0n1. Only when that disk is listed as well: some virtual machines have
 * an xvda1 and no xvda.
 */
function isPartition(name: string, devices: ReadonlyMap<string, unknown>): boolean {
  const match = /^(.*\d)p\d+$/.exec(name) ?? /^(.*\D)\d+$/.exec(name);
  return match !== null && devices.has(match[1]);
}
