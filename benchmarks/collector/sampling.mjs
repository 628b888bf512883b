// What it costs to sample this host: a sampling process beside one that only sleeps, then each reader by itself.
//
//   pnpm bench:collector [--seconds 60] [--interval 1] [--json]

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { machine } from '../measure.mjs';
import { readerCosts } from './reader-costs.mjs';

const { values: flags } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    interval: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

const BUDGET_PERCENT = 0.3;
const child = fileURLToPath(new URL('sampling-process.mjs', import.meta.url));

async function cpuMicroseconds(role) {
  const run = promisify(execFile)(process.execPath, [child, role, flags.seconds, flags.interval]);
  return JSON.parse((await run).stdout);
}

const [sampling, idle] = await Promise.all([cpuMicroseconds('sampling'), cpuMicroseconds('idle')]);
const seconds = Number(flags.seconds);
const percentOfOneCore = (microseconds) => (100 * microseconds) / (seconds * 1e6);

const result = {
  machine,
  seconds,
  intervalSeconds: Number(flags.interval),
  samples: sampling.samples,
  samplingCorePercent: percentOfOneCore(sampling.microseconds),
  idleCorePercent: percentOfOneCore(idle.microseconds),
  costCorePercent: percentOfOneCore(sampling.microseconds - idle.microseconds),
  budgetCorePercent: BUDGET_PERCENT,
  readerMicroseconds: await readerCosts(),
};

if (flags.json) {
  console.log(JSON.stringify(result, null, 2));
} else {
  console.log(result.machine);
  console.log(`all features every ${flags.interval} s for ${seconds} s, ${result.samples} samples`);
  console.table({
    sampling: { '% of one core': result.samplingCorePercent.toFixed(4) },
    idle: { '% of one core': result.idleCorePercent.toFixed(4) },
    cost: { '% of one core': result.costCorePercent.toFixed(4) },
    budget: { '% of one core': BUDGET_PERCENT.toFixed(4) },
  });
  console.log('one reading, warm, with the time that the kernel and the thread pool spend on it:');
  console.table(
    Object.fromEntries(
      Object.entries(result.readerMicroseconds).map(([feature, us]) => [feature, { us: us.toFixed(1) }]),
    ),
  );
}
process.exitCode = result.costCorePercent < BUDGET_PERCENT ? 0 : 1;
