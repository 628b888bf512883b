import { statfs } from 'node:fs/promises';
import { MountDiscovery } from './mount-discovery.js';
import type { Reader } from './reader.js';

/**
 * `disk_percent`: how full the fullest of `mounts` is, 0..100, by the formula of df(1): used / (used + available to
 * ordinary users).
 *
 * Mounts that were named must all be readable, or the value is missing: the fullest of the rest would look like a
 * sudden change. Of discovered ones (`'all'`), those that cannot be read are left out.
 */
export const disk: Reader = {
  valueNames: ['disk_percent'],
  create({ mounts, clock, signal }) {
    if (mounts !== 'all') {
      return async () => ({ disk_percent: Math.max(...(await Promise.all(mounts.map(usedPercent)))) });
    }
    const discovery = new MountDiscovery(clock, signal);
    return async () => {
      const readings = await Promise.allSettled((await discovery.mounts()).map(usedPercent));
      const readable = readings.flatMap((reading) => (reading.status === 'fulfilled' ? [reading.value] : []));
      if (readable.length === 0) throw new Error('no readable filesystem was found');
      return { disk_percent: Math.max(...readable) };
    };
  },
};

async function usedPercent(mount: string): Promise<number> {
  const { blocks, bfree, bavail } = await statfs(mount);
  const used = blocks - bfree;
  if (used + bavail <= 0) throw new Error(`${mount} is not a filesystem with a size`);
  return (100 * used) / (used + bavail);
}
