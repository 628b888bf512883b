import { createRandom } from '../../src/random.js';
import type { Sample } from '../../src/sample.js';

/** Samples of a quiet host, one per second, the same for the same seed; `change` makes faults of them. */
export function createHost(seed = 11, change: (values: Record<string, number>, i: number) => object = same) {
  const random = createRandom(seed);
  let load = 0;
  let memory = 50;
  return (i: number): Sample => {
    load = 0.6 * load + random.uniform() + random.uniform() - 1;
    memory += 0.02 * (random.uniform() - 0.5);
    const values = { cpu_percent: 10 + 2 * load, memory_percent: memory, disk_percent: 41.2 };
    return { timestamp: start + 1000 * i, host: 'web-1', values: { ...values, ...change(values, i) } };
  };
}

export const start = Date.UTC(2026, 10, 22, 10);

function same(values: Record<string, number>): object {
  return values;
}
