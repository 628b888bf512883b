import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Reads a file of procfs. Synchronously on purpose: the kernel answers from memory in some 20 us, several times
 * cheaper than a trip through the thread pool, and a dead network mount that occupies the pool cannot hold it up.
 */
export function readProcFile(procPath: string, name: string): string {
  return readFileSync(join(procPath, name), 'utf8');
}

/** One line of `meminfo`, in bytes. */
export function memoryInfo(meminfo: string, key: string): number {
  const match = new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(meminfo);
  if (!match) throw new Error(`meminfo has no line "${key}: … kB"`);
  return Number(match[1]) * 1024;
}
