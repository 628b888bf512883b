import { loadavg } from 'node:os';
import { readProcFile } from './proc-file.js';
import type { Reader } from './reader.js';
import { unsupported } from './unsupported.js';

/**
 * `load_1m`: processes running or waiting, averaged over a minute; not divided by the number of cores.
 *
 * The 5 and 15 minute averages are left out: they are the same signal smeared over time, and one burst would make
 * samples unusual for a quarter of an hour after it ended.
 */
export const load: Reader = {
  valueNames: ['load_1m'],
  create({ platform, procPath }) {
    // On Windows loadavg() is always 0.
    if (platform === 'win32') return unsupported('load', platform);
    if (platform !== 'linux') return () => ({ load_1m: loadavg()[0] });
    return () => {
      const text = readProcFile(procPath, 'loadavg');
      const load1m = Number.parseFloat(text);
      if (Number.isNaN(load1m))
        throw new Error(`loadavg does not begin with a number: ${JSON.stringify(text)}`);
      return { load_1m: load1m };
    };
  },
};
