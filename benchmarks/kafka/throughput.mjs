// How many samples a second `ad detect` scores, from topic to topic: one process on one core, then two, on the same backlog.
//   node kafka/throughput.mjs [--samples 1000000] [--hosts 1000] [--trees 100] [--detectors 1,2] [--json]
// Needs a broker (KAFKA_BOOTSTRAP_SERVERS, or localhost:9092) and the built command.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { IsolationForestModel } from '@ad/models';
import { machine } from '../measure.mjs';
import {
  ad,
  configure,
  countMessages,
  cpuSeconds,
  folder,
  kafka,
  lagOf,
  publish,
  setUp,
  tearDown,
} from './cluster.mjs';
import { createFleet } from './hosts.mjs';

const { values: given } = parseArgs({
  options: {
    samples: { type: 'string', default: '1000000' },
    hosts: { type: 'string', default: '1000' },
    trees: { type: 'string', default: '100' },
    detectors: { type: 'string', default: '1,2' },
    json: { type: 'boolean', default: false },
  },
});
const [samples, hosts, trees] = [given.samples, given.hosts, given.trees].map(Number);
const prefix = `bench-throughput-${Date.now()}`;
const topic = `${prefix}-samples`;
const say = (text) => process.stderr.write(`${text}\n`);

/** Rounds of all hosts, the last of them now: a sample that is older than a week would be a dead letter. */
function* backlog() {
  const fleet = createFleet(hosts);
  const rounds = Math.ceil(samples / hosts);
  const start = Date.now() - rounds * 15_000;
  for (let i = 0; i < rounds; i++) {
    for (const next of fleet) yield next(i, start + i * 15_000);
  }
}

/** An isolation forest that all hosts share, trained on a few of them. */
async function trainForest() {
  const fleet = createFleet(20);
  const first = fleet[0](0, 0);
  const names = Object.keys(first.values);
  const rows = Array.from({ length: 4000 }, (_, i) => Object.values(fleet[i % 20](i, 0).values));
  const model = new IsolationForestModel({ nEstimators: trees, seed: 1 });
  await model.train(rows, { featureNames: names });
  const file = join(folder, 'models.json');
  writeFileSync(file, JSON.stringify({ format: 'ad-models', formatVersion: 1, models: [model] }));
  return file;
}

async function measure(detectors, modelFile) {
  const set = configure(`${prefix}-${detectors}`, { samples: topic });
  await setUp(set);
  const admin = kafka.admin();
  await admin.connect();
  const verdicts = set.config.services.kafka_topic;
  const began = performance.now();
  const running = Array.from({ length: detectors }, (_, i) =>
    ad(['detect', '--config', set.file, '--model-file', modelFile, '--verbose'], { core: i }),
  );
  const points = [];
  try {
    for (let count = 0; count < total; ) {
      await sleep(250);
      count = await countMessages(admin, verdicts);
      points.push({ seconds: (performance.now() - began) / 1000, count });
      if (performance.now() - began > 600_000) {
        throw new Error(running.map((each) => each.errors()).join('\n'));
      }
    }
    // Offsets are committed with the next checkpoint.
    let lag = Number.NaN;
    for (let tries = 0; tries < 60 && lag !== 0; tries++) {
      await sleep(500);
      lag = await lagOf(admin, set.config.kafka);
    }
    const cpu = await Promise.all(running.map(({ child }) => cpuSeconds(child.pid)));
    return { detectors, ...rates(points), cpuMicroseconds: (1e6 * cpu.reduce((a, b) => a + b)) / total, lag };
  } finally {
    for (const { child } of running) child.kill('SIGTERM');
    await Promise.all(running.map(({ exited }) => exited));
    await admin.disconnect();
  }
}

/** Rates over the middle of the backlog: not the start, and not the end, where one of two detectors may have nothing left to do. */
function rates(points) {
  const at = (share) => points.find(({ count }) => count >= share * total);
  const [from, to, learned] = [at(0.05), at(0.9), at(0.7)];
  return {
    samplesPerSecond: (to.count - from.count) / (to.seconds - from.seconds),
    // After 640 samples a host has stopped learning.
    whenLearned: (to.count - learned.count) / (to.seconds - learned.seconds),
    startSeconds: points.find(({ count }) => count > 0).seconds,
    totalSeconds: points.at(-1).seconds,
  };
}

let total = 0;
const results = [];
try {
  await setUp(configure(`${prefix}-0`, { samples: topic }));
  say(`Writing ${samples} samples of ${hosts} hosts`);
  total = await publish(topic, backlog());
  const modelFile = await trainForest();
  for (const detectors of given.detectors.split(',').map(Number)) {
    results.push(await measure(detectors, modelFile));
    const { samplesPerSecond, whenLearned, cpuMicroseconds, startSeconds, totalSeconds, lag } =
      results.at(-1);
    say(
      `${detectors} detector(s): ${samplesPerSecond.toFixed(0)} samples/s (${whenLearned.toFixed(0)} once learned), ` +
        `${cpuMicroseconds.toFixed(1)} us of CPU each; first verdict after ${startSeconds.toFixed(1)} s, all after ${totalSeconds.toFixed(1)} s, lag ${lag}`,
    );
  }
  const report = { machine, samples: total, hosts, trees, results };
  if (given.json) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
} finally {
  await tearDown(prefix);
}
