// Samples of a fleet: the same for the same seed, with the noise and the precision that metrics have.
import { createRandom } from '@ad/models';

const round = (value) => Math.round(100 * value) / 100;

/** `next(i)` is the i-th sample of a host: load that wanders, memory and disk that creep. */
export function createHost(host, seed) {
  const random = createRandom(seed);
  const noise = () => random.uniform() + random.uniform() - 1;
  let load = 0;
  let memory = 30 + 40 * random.uniform();
  const disk = 20 + 50 * random.uniform();
  return (i, timestamp) => {
    load = 0.7 * load + noise();
    memory += 0.05 * noise();
    return {
      timestamp,
      host,
      values: {
        cpu_percent: round(20 + 5 * load + noise()),
        memory_percent: round(memory),
        disk_percent: round(disk + i * 1e-4),
        load_1m: round(1.5 + 0.3 * load),
        swap_percent: 0,
      },
    };
  };
}

/** So many hosts, by number. */
export function createFleet(hosts) {
  return Array.from({ length: hosts }, (_, h) => createHost(`host-${h}`, h + 1));
}
