// Train, log, register and load a model.   node index.js [folder or http://server:5000]
import { MlflowClient, packModel } from '@ad/mlflow-client';
import { IsolationForestModel, loadModel, rocAuc } from '@ad/models';

const client = new MlflowClient({ trackingUri: process.argv[2] ?? 'file:./mlruns' });
const name = process.argv[3] ?? 'example-forest';
const experimentId = await client.ensureExperiment(name);

const rows = Array.from({ length: 500 }, (_, i) => [20 + 10 * Math.sin(i / 9), 40 + (i % 7)]);
const faults = [
  [99, 1],
  [60, 90],
];
const model = new IsolationForestModel({ nEstimators: 100, contamination: 0.02, seed: 42 });

await client.withRun({ experimentId, runName: 'trained by a script' }, async (run) => {
  const start = performance.now();
  await model.train(rows, { featureNames: ['cpu', 'memory'] });
  const seconds = (performance.now() - start) / 1000;
  const labels = [...rows.map(() => 0), ...faults.map(() => 1)];
  run.logTraining({
    model,
    seconds,
    evaluation: { roc_auc: rocAuc(model.score([...rows, ...faults]), labels) },
  });
  await run.flush();
  await client.logModel(run.runId, {
    name: 'forest',
    ...packModel(model.toJSON()),
    registeredModelName: name,
    alias: 'champion',
  });
});

// What another process does, elsewhere, whenever it likes:
const { saved, version } = await client.loadModel(`models:/${name}@champion`);
const champion = loadModel(saved);
console.log(
  `version ${version.version} is champion: ${champion.kind}, ${champion.featureNames.join(' and ')}`,
);
console.log('its judgement:', [...champion.predict([[25, 43], ...faults])].join(', '));
