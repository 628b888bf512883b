import { Worker } from 'node:worker_threads';
import type { PressureResult } from './pressure.js';

/** Keeps cores busy, one thread each. */
export function loadCpu(cores: number): PressureResult {
  const workers = Array.from({ length: cores }, () => new Worker('for (;;) Math.random();', { eval: true }));
  return {
    ok: true,
    pressure: {
      name: cores === 1 ? '1 core' : `${cores} cores`,
      async release() {
        await Promise.all(workers.map((worker) => worker.terminate()));
      },
    },
  };
}
