// How late samples are judged, at a thousand a second, while the detector is given another version, each time loaded from the registry.
//   pnpm bench:swaps [--swaps 1000] [--models isolation_forest,random_forest,lstm] [--json]
// Versions are in a folder. Everything happens in the one thread that judges; samples keep coming while it is busy.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { MlflowClient } from '@ad/mlflow-client';
import { createRandom, IsolationForestModel, LstmModel, RandomForestModel } from '@ad/models';
import { LiveDetector } from '../../apps/pipeline/src/lifecycle/live-detector.ts';
import { loadDetector } from '../../apps/pipeline/src/registry/load-detector.ts';
import { packDetector } from '../../apps/pipeline/src/registry/pack-detector.ts';

const { values: given } = parseArgs({
  options: {
    swaps: { type: 'string', default: '1000' },
    models: { type: 'string', default: 'isolation_forest,random_forest,lstm' },
    json: { type: 'boolean', default: false },
  },
});
const samplesPerSecond = 1000;
/** Between a swap and the next. */
const pauseMilliseconds = 20;
const kinds = { isolation_forest: IsolationForestModel, random_forest: RandomForestModel, lstm: LstmModel };
const featureNames = ['cpu_percent', 'memory_percent', 'disk_percent'];
const random = createRandom(1);
const sampleAt = (second) => ({
  timestamp: 1000 * second,
  host: 'web-1',
  values: {
    cpu_percent: 20 + 4 * Math.sin(second / 20) + random.uniform(),
    memory_percent: 50 + random.uniform(),
    disk_percent: 60 + second / 1e6,
  },
});

const folder = mkdtempSync(join(tmpdir(), 'ad-swaps-'));
const client = new MlflowClient({ trackingUri: folder });
const history = Array.from({ length: 1000 }, (_, i) => sampleAt(i));
const live = await detectorWithVersions();

async function detectorWithVersions() {
  const rows = history.map(({ values }) => featureNames.map((name) => values[name]));
  const models = given.models.split(',').map((kind) => new kinds[kind]());
  for (const model of models) await model.train(rows, { featureNames });
  const versioned = (version) => ({ models, version, trainingId: version, samples: 1000, trainedAt: 0 });
  const detector = new LiveDetector({ detector: { featureNames }, current: versioned('0'), lookBack: 10 });
  for (const sample of history) detector.learn(sample);
  const experimentId = await client.ensureExperiment('swaps');
  for (const version of ['1', '2']) {
    const saved = { ...versioned(version), featureNames, state: detector.state() };
    const packed = packDetector(saved, history.slice(0, 3), '0.0.0');
    await client.withRun({ experimentId }, (run) =>
      run.logModel({ name: 'detector', ...packed, registeredModelName: 'swapped' }),
    );
  }
  return detector;
}

/** How late each sample was judged, in milliseconds. */
const lateness = [];
const sequences = [];
let isDone = false;

async function judge() {
  const begun = performance.now();
  while (!isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    for (;;) {
      const late = performance.now() - begun - (lateness.length * 1000) / samplesPerSecond;
      if (late < 0) break;
      sequences.push(live.observe(sampleAt(1000 + lateness.length)).sequence);
      lateness.push(late);
    }
  }
}

/** From asking for a version to its first verdict: how late the latest sample was meanwhile. */
const pauses = [];
const loads = [];

async function swap() {
  for (let i = 0; i < Number(given.swaps); i++) {
    const first = lateness.length;
    const started = performance.now();
    const version = await client.registry.getVersion('swapped', String(1 + (i % 2)));
    const saved = await loadDetector(client, version);
    loads.push(performance.now() - started);
    live.use(saved, { watched: true });
    const judged = lateness.length;
    while (lateness.length === judged) await sleep(1);
    pauses.push(Math.max(...lateness.slice(first)));
    await sleep(pauseMilliseconds);
  }
  isDone = true;
}

await Promise.all([judge(), swap()]);
rmSync(folder, { recursive: true });

function quantiles(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => Number(sorted[Math.floor(share * (sorted.length - 1))].toFixed(2));
  return { median: at(0.5), p99: at(0.99), most: at(1) };
}

const inOrder = sequences.every((sequence, i) => sequence === i + 1);
const report = {
  samples: lateness.length,
  judgedOnceInOrder: inOrder,
  swaps: pauses.length,
  pauseMilliseconds: quantiles(pauses),
  latenessMilliseconds: quantiles(lateness),
  loadMilliseconds: quantiles(loads),
};
console.log(given.json ? JSON.stringify(report) : report);
process.exitCode = inOrder ? 0 : 1;
