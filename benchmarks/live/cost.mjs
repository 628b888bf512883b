// What `ad run` itself costs at a sample a second with all three models, the trainings as the history grows included.
//   node live/cost.mjs [--minutes 10] [--interval 1] [--json]
// CPU and memory are what the process reports on its metrics page, from the first verdict on. Needs the built command.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from '../measure.mjs';

const { values: given } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    interval: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'ad-cost-'));
const ad = fileURLToPath(new URL('../../apps/pipeline/bin/ad.js', import.meta.url));
const file = join(folder, 'config.json');
writeFileSync(
  file,
  JSON.stringify({
    data_collection: { interval_seconds: Number(given.interval), collection_duration_minutes: null },
    services: { prometheus_port: 0, http_host: '127.0.0.1' },
  }),
);
const detector = spawn(process.execPath, [ad, 'run', '--config', file], { cwd: folder });
let said = '';
detector.stderr.on('data', (text) => {
  said += text;
});
detector.stdout.resume();

async function until(pattern) {
  while (!pattern.test(said)) {
    if (detector.exitCode !== null) throw new Error(said);
    await sleep(100);
  }
  return said.match(pattern);
}

async function read(url) {
  const page = await (await fetch(url)).text();
  const value = (name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1]);
  return {
    at: performance.now(),
    cpuSeconds: value('process_cpu_seconds_total'),
    megabytes: value('process_resident_memory_bytes') / 2 ** 20,
    trainings: value('anomaly_detection_retrain_duration_seconds_count'),
  };
}

try {
  const [, url] = await until(/metrics on (http:\S+)/);
  await until(/Scoring every/);
  const readings = [await read(url)];
  while (readings.at(-1).at - readings[0].at < Number(given.minutes) * 60_000) {
    await sleep(5000);
    readings.push(await read(url));
  }
  const [first, last] = [readings[0], readings.at(-1)];
  const share = (from, to) => (to.cpuSeconds - from.cpuSeconds) / ((to.at - from.at) / 1000);
  const calm = readings.slice(1).flatMap((reading, i) => {
    const before = readings[i];
    return reading.trainings === before.trainings ? [share(before, reading)] : [];
  });
  const report = {
    seconds: Math.round((last.at - first.at) / 1000),
    cpuPercentOfOneCore: 100 * share(first, last),
    cpuPercentBetweenTrainings: 100 * median(calm),
    trainings: last.trainings,
    megabytesAtTheEnd: last.megabytes,
    megabytesAtMost: Math.max(...readings.map(({ megabytes }) => megabytes)),
  };
  if (given.json) console.log(JSON.stringify(report));
  else
    for (const [name, value] of Object.entries(report))
      console.log(name.padEnd(28), Number(value.toFixed(2)));
} finally {
  detector.kill('SIGTERM');
  await new Promise((resolve) => detector.once('close', resolve));
  rmSync(folder, { recursive: true });
}
