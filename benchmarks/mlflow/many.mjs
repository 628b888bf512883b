// Large folders: a metric of 1,000,000 points, and a search over 10,000 runs; each answer is checked. Takes about two minutes.
//
//   node many.mjs

import { strict as assert } from 'node:assert';
import { MlflowClient } from '@ad/mlflow-client';
import { machine, milliseconds } from '../measure.mjs';
import { askPython, newFolder } from './peer.mjs';

const trackingUri = `file:${await newFolder()}`;
const client = new MlflowClient({ trackingUri });
const table = {};
const measure = async (what, work, python) => {
  const ours = await milliseconds(work);
  const peer = python && (await askPython(...python));
  table[what] = { ours: Math.round(ours), ...(peer && { python: Math.round(peer.milliseconds[0]) }) };
};

const points = 1_000_000;
const { runId } = await client.runs.create();
await measure('write 1,000,000 points, 1,000 at a time', async () => {
  for (let start = 0; start < points; start += 1000) {
    const metrics = Array.from({ length: 1000 }, (_, i) => ({
      key: 'm',
      value: Math.sin(start + i),
      timestamp: 1_700_000_000_000,
      step: start + i,
    }));
    await client.runs.logBatch(runId, { metrics });
  }
});
await measure('read their history', async () => {
  let expected = 0;
  for await (const { step, value } of client.runs.metricHistory(runId, 'm')) {
    assert.equal(step, expected);
    assert.equal(value, Math.sin(step));
    expected += 1;
  }
  assert.equal(expected, points);
}, ['history', trackingUri, runId]);
await measure('read the run', async () => {
  assert.equal((await client.runs.get(runId)).metrics.m, Math.sin(points - 1));
});

const experimentId = await client.ensureExperiment('many');
await measure('make 10,000 runs of 5 params, 3 metrics and a tag', async () => {
  for (let start = 0; start < 10_000; start += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, i) => makeRun(start + i)));
  }
});
async function makeRun(index) {
  const run = await client.runs.create({
    experimentId,
    startTime: index,
    tags: { host: `web-${index % 50}` },
  });
  await client.runs.logBatch(run.runId, {
    params: { index: String(index), a: '1', b: '2', c: '3', d: '4' },
    metrics: ['auc', 'f1', 'loss'].map((key) => ({ key, value: index / 10_000, step: 1 })),
  });
}
for (const [filter, expected] of [
  ["attributes.status = 'FAILED'", 0],
  ["params.index = '7'", 1],
  ["tags.host = 'web-3'", 200],
  ['metrics.auc >= 0.95', 500],
  ['', 10_000],
]) {
  await measure(`find ${expected} of 10,000 runs: ${filter || 'all'}`, async () => {
    const found = new Set();
    const query = { experimentIds: [experimentId], orderBy: ['metrics.auc DESC'], filter };
    let last = Infinity;
    for await (const run of client.runs.search(query)) {
      assert.ok(run.metrics.auc <= last);
      last = run.metrics.auc;
      found.add(run.runId);
    }
    assert.equal(found.size, expected);
  }, ['search', trackingUri, experimentId, filter]);
}
console.log(`${machine}; milliseconds`);
console.table(table);
