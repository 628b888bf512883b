// 100 params and 10,000 points of a metric: to a folder and to a server, beside MLflow's Python client, in turns.
//
//   node log-run.mjs [--rounds 5]

import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { MlflowClient } from '@ad/mlflow-client';
import { machine, milliseconds } from '../measure.mjs';
import { askPython, newFolder, serverUri, summary } from './peer.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const params = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`param ${i}`, i]));

async function logRun(client, experimentId) {
  let runId;
  await client.withRun({ experimentId }, async (run) => {
    runId = run.runId;
    run.logParams(params);
    for (let step = 0; step < 10_000; step += 1) run.logMetrics({ loss: 1 / (step + 1) }, { step });
  });
  return runId;
}

async function check(client, runId) {
  let points = 0;
  for await (const { value, step } of client.runs.metricHistory(runId, 'loss')) {
    if (value !== 1 / (step + 1)) throw new Error(`step ${step} is ${value}`);
    points += 1;
  }
  const run = await client.runs.get(runId);
  if (points !== 10_000 || Object.keys(run.params).length !== 100) throw new Error('something is missing');
}

console.log(machine);
const table = {};
for (const [place, trackingUri] of [
  ['folder', `file:${await newFolder()}`],
  ['server', serverUri],
]) {
  const client = new MlflowClient({ trackingUri });
  const experimentId = await client.ensureExperiment(`benchmark ${randomUUID()}`);
  const times = { ours: [], python: [] };
  for (let round = 0; round < Number(values.rounds); round += 1) {
    let runId;
    times.ours.push(
      await milliseconds(async () => {
        runId = await logRun(client, experimentId);
      }),
    );
    await check(client, runId);
    times.python.push((await askPython('log-run', trackingUri, experimentId)).milliseconds[0]);
  }
  await client.experiments.delete(experimentId);
  for (const [who, all] of Object.entries(times)) table[`${place}, ${who}`] = summary(all);
}
console.table(table);
