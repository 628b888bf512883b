import { HostSource } from '@ad/collector';
import { FEATURES } from './features.mjs';

const INTERVAL_MILLISECONDS = 1000;
const WARM_UP = 500;
const READINGS = 3000;

/** Processor time of one reading of each feature, in microseconds. */
export async function readerCosts() {
  const nothing = await sampleCost({ features: [], metrics: { one: () => 1 } });
  const costs = { 'sample without features': nothing };
  for (const feature of FEATURES) {
    costs[feature] = (await sampleCost({ features: [feature], metrics: { one: () => 1 } })) - nothing;
  }
  return costs;
}

async function sampleCost(options) {
  const source = new HostSource({
    intervalSeconds: INTERVAL_MILLISECONDS / 1000,
    clock: new HurriedClock(),
    ...options,
  });
  let begin;
  for await (const _sample of source) {
    if (source.samplesTaken === WARM_UP) begin = process.cpuUsage();
    if (source.samplesTaken === WARM_UP + READINGS) break;
  }
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / READINGS;
}

/** Waiting for a tick takes no time, and the deadline of a reading, which is never a whole interval, never comes. */
class HurriedClock {
  #time = 0;

  now() {
    return this.#time;
  }

  monotonic() {
    return this.#time;
  }

  sleep(milliseconds, signal) {
    if (milliseconds !== INTERVAL_MILLISECONDS) {
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    }
    this.#time += milliseconds;
    return Promise.resolve();
  }
}
