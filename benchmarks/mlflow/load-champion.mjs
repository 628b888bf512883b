// Loads a champion, an isolation forest of 100 trees, from a folder: in a process that has done it before, and in a new one.
//
//   node load-champion.mjs

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { MlflowClient, packModel } from '@ad/mlflow-client';
import { createRandom, IsolationForestModel, loadModel } from '@ad/models';
import { machine, milliseconds } from '../measure.mjs';
import { askPython, newFolder, summary } from './peer.mjs';

const uri = 'models:/forest@champion';

async function load(trackingUri) {
  const { saved } = await new MlflowClient({ trackingUri }).loadModel(uri);
  return loadModel(saved);
}

if (process.argv[2] === 'child') {
  await load(process.argv[3]);
  // Since the process began, the start of Node and the loading of code included.
  process.stdout.write(String(performance.now()));
} else {
  const trackingUri = `file:${await newFolder()}`;
  const random = createRandom(1);
  const rows = Array.from({ length: 10_000 }, () => Array.from({ length: 10 }, () => random.uniform()));
  const model = await new IsolationForestModel({ nEstimators: 100, seed: 1 }).train(rows);
  const client = new MlflowClient({ trackingUri });
  await client.withRun({}, (run) =>
    run.logModel({
      name: 'forest',
      ...packModel(model.toJSON()),
      registeredModelName: 'forest',
      alias: 'champion',
    }),
  );
  const again = await load(trackingUri);
  const scores = model.score(rows);
  if (!again.score(rows).every((score, i) => score === scores[i])) {
    throw new Error('the champion scores differently');
  }
  const warm = [];
  const cold = [];
  const python = [];
  for (let round = 0; round < 9; round += 1) {
    warm.push(await milliseconds(() => load(trackingUri)));
    const script = fileURLToPath(import.meta.url);
    cold.push(
      Number(spawnSync(process.execPath, [script, 'child', trackingUri], { encoding: 'utf8' }).stdout),
    );
    if (round < 3) python.push((await askPython('load', trackingUri, uri)).milliseconds);
  }
  console.log(machine);
  console.table({
    'ours, warm': summary(warm),
    'ours, from the start of a process': summary(cold),
    'Python, second time in a process': summary(python.map((times) => times[1])),
    'Python, first time in a process, imports not counted': summary(python.map((times) => times[0])),
  });
}
