import { CollectorError } from '../../errors.js';
import { memoryInfo, readProcFile } from './proc-file.js';
import type { Reader } from './reader.js';
import { unsupported } from './unsupported.js';

/** `swap_percent`: share of swap space in use, 0..100. Linux only; missing on a host that has no swap. */
export const swap: Reader = {
  valueNames: ['swap_percent'],
  create({ platform, procPath }) {
    if (platform !== 'linux') return unsupported('swap', platform);
    return () => {
      const meminfo = readProcFile(procPath, 'meminfo');
      const total = memoryInfo(meminfo, 'SwapTotal');
      if (total === 0)
        throw new CollectorError('unsupported', 'swap cannot be read: this host has no swap space');
      return { swap_percent: 100 * (1 - memoryInfo(meminfo, 'SwapFree') / total) };
    };
  },
};
