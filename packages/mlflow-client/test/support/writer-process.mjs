// Writes to a folder without end, and says after each batch which of its steps is written. See writer.ts.

import { MlflowClient } from '../../dist/index.js';

const [, , folder, runId, first] = process.argv;
const client = new MlflowClient({ trackingUri: folder });
const model = 'contended';
await client.registry.createModel({ name: model }).catch(() => {});

for (let step = Number(first); ; step += 50) {
  const metrics = Array.from({ length: 50 }, (_, i) => ({
    key: 'größe/m',
    value: step + i,
    timestamp: 1,
    step: step + i,
  }));
  await client.runs.logBatch(runId, {
    metrics,
    params: { [`param ${step}`]: 'x'.repeat(5000) },
    tags: { shared: 'y'.repeat(5000), writer: String(step) },
  });
  const own = await client.runs.create({ runName: `of ${step}` });
  await client.runs.update(own.runId, { status: 'FINISHED', endTime: 1 });
  const { version } = await client.registry.createVersion({ name: model, source: 'file:///x' });
  await client.registry.setAlias(model, 'champion', version);
  process.stdout.write(`${step}\n`);
}
