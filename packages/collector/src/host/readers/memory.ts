import { freemem, totalmem } from 'node:os';
import { memoryInfo, readProcFile } from './proc-file.js';
import type { Reader } from './reader.js';

/**
 * `memory_percent`: share of memory that could not be given to a new program without swapping, 0..100.
 *
 * On Linux 1 - MemAvailable / MemTotal, so caches that can be dropped count as free. Elsewhere the free memory that
 * the operating system reports, which on macOS leaves caches out and therefore reads high.
 */
export const memory: Reader = {
  valueNames: ['memory_percent'],
  create({ platform, procPath }) {
    if (platform !== 'linux') return () => ({ memory_percent: 100 * (1 - freemem() / totalmem()) });
    return () => {
      const meminfo = readProcFile(procPath, 'meminfo');
      const available = memoryInfo(meminfo, 'MemAvailable') / memoryInfo(meminfo, 'MemTotal');
      return { memory_percent: 100 * (1 - available) };
    };
  },
};
