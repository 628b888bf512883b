// What several benchmarks share: the machine that they ran on, and how times are taken.
import { cpus, release } from 'node:os';

export const machine = `${cpus().length} x ${cpus()[0].model.trim()}, ${process.platform} ${release()}, Node ${process.version}`;

/** Milliseconds that `work` takes. */
export async function milliseconds(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}
