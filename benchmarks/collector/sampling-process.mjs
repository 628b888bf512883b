// One process of the benchmark: samples everything, or sleeps just as long; prints the processor time it used.

import { setTimeout as sleep } from 'node:timers/promises';
import { HostSource } from '@ad/collector';
import { FEATURES } from './features.mjs';

/** Time to load, to find the mounts and to take a few samples before anything is measured. */
const WARM_UP_MILLISECONDS = 5000;

const [role, seconds, interval] = process.argv.slice(2);
const measuring = sleep(WARM_UP_MILLISECONDS).then(() => process.cpuUsage());
const end = AbortSignal.timeout(WARM_UP_MILLISECONDS + Number(seconds) * 1000);
let samples = 0;

if (role === 'sampling') {
  const source = new HostSource({
    intervalSeconds: Number(interval),
    features: FEATURES,
    mounts: 'all',
    signal: end,
  });
  for await (const _sample of source) samples++;
} else {
  await sleep(WARM_UP_MILLISECONDS + Number(seconds) * 1000);
}

const { user, system } = process.cpuUsage(await measuring);
console.log(JSON.stringify({ microseconds: user + system, samples }));
