// How a detector does on this machine: an idle stretch, then twelve faults of 20 to 60 s (CPU, memory, disk, I/O) with quiet between them.
//   node live/faults.mjs [--idle MINUTES] [--quiet SECONDS] [--folder DIR] [--json]
// Best on a machine with nothing else to do. Needs the built command.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine, median } from '../measure.mjs';

const { values: given } = parseArgs({
  options: {
    idle: { type: 'string', default: '60' },
    quiet: { type: 'string', default: '60' },
    folder: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
});
const ad = fileURLToPath(new URL('../../apps/pipeline/bin/ad.js', import.meta.url));
const megabytes = Math.round(totalmem() / 2 ** 20);
const load = (...options) => [ad, 'load', '--disk-folder', given.folder, ...options.map(String)];
const memory = (share) => load('--cores', 0, '--memory', Math.round(share * megabytes));
const io = [fileURLToPath(new URL('write-load.mjs', import.meta.url)), given.folder];
const faults = [
  { kind: 'cpu, all cores', seconds: 20, command: load() },
  { kind: 'memory, 8 %', seconds: 30, command: memory(0.08) },
  { kind: 'disk, 8 GB', seconds: 40, command: load('--cores', 0, '--disk', 8000) },
  { kind: 'io', seconds: 20, command: io },
  { kind: 'cpu, one core', seconds: 30, command: load('--cores', 1) },
  { kind: 'memory, 15 %', seconds: 20, command: memory(0.15) },
  { kind: 'io', seconds: 40, command: io },
  { kind: 'cpu, all cores', seconds: 60, command: load() },
  { kind: 'disk, 12 GB', seconds: 30, command: load('--cores', 0, '--disk', 12_000) },
  { kind: 'memory, 25 %', seconds: 60, command: memory(0.25) },
  { kind: 'cpu, one core', seconds: 20, command: load('--cores', 1) },
  { kind: 'io', seconds: 60, command: io },
];

const folder = mkdtempSync(join(tmpdir(), 'ad-faults-'));
const config = join(folder, 'config.json');
writeFileSync(
  config,
  JSON.stringify({
    data_collection: {
      interval_seconds: 1,
      collection_duration_minutes: null,
      features: ['cpu', 'memory', 'disk', 'disk_io'],
    },
    services: { prometheus_port: 0, http_host: '127.0.0.1' },
  }),
);
const verdicts = [];
const detector = spawn(process.execPath, [ad, 'run', '--config', config, '--json'], {
  stdio: ['ignore', 'pipe', 'ignore'],
});
createInterface({ input: detector.stdout }).on('line', (line) => verdicts.push(JSON.parse(line)));

const say = (text) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
say('learning the baseline');
while (verdicts.length === 0) await sleep(500);
say(`idle for ${given.idle} minutes`);
await sleep(Number(given.idle) * 60_000);
const idleEnd = Date.now();
const results = [];
for (const { kind, seconds, command } of faults) {
  const start = Date.now();
  const child = spawn(process.execPath, [...command, '--duration', String(seconds)], { stdio: 'ignore' });
  await once(child, 'exit');
  const end = Date.now();
  await sleep(Number(given.quiet) * 1000);
  const during = verdicts.filter(({ timestamp }) => timestamp >= start && timestamp < end + 3000);
  const first = during.findIndex(({ alertId }) => alertId !== null);
  const found =
    first >= 0 && during[first].alertId !== verdicts.findLast(({ timestamp }) => timestamp < start)?.alertId;
  results.push({
    kind,
    seconds,
    found,
    delay: found ? first : null,
    why: found ? during[first].explanation : '',
  });
  say(
    `${kind}, ${seconds} s: ${found ? `found after ${first} samples: ${during[first].explanation}` : 'missed'}`,
  );
}
detector.kill('SIGTERM');
await once(detector, 'exit');
rmSync(folder, { recursive: true });

const idleAlerts = new Set(
  verdicts.filter(({ timestamp }) => timestamp < idleEnd).map(({ alertId }) => alertId),
);
idleAlerts.delete(null);
const delays = results.flatMap(({ delay }) => (delay === null ? [] : [delay]));
const report = {
  machine,
  idleMinutes: Number(given.idle),
  idleAlerts: [...idleAlerts],
  found: results.filter(({ found }) => found).length,
  faults: results.length,
  medianDelay: median(delays),
  results,
};
process.stdout.write(
  given.json
    ? `${JSON.stringify(report, null, 2)}\n`
    : `${idleAlerts.size} alerts in ${given.idle} idle minutes; ${report.found} of ${report.faults} faults found, median delay ${report.medianDelay} samples\n`,
);
