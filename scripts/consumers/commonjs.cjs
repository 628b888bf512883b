// A CommonJS script: Node loads ES modules with `require` from 20.19 on.
const assert = require('node:assert/strict');
const { HostSource } = require('@ad/collector');
const { loadConfig } = require('@ad/config');
const { formatVerdict } = require('@ad/exporters/console');
const { MlflowClient } = require('@ad/mlflow-client');
const { IsolationForestModel, loadModel } = require('@ad/models');

for (const used of [HostSource, loadConfig, formatVerdict, MlflowClient])
  assert.equal(typeof used, 'function');

const rows = Array.from({ length: 100 }, (_, i) => [Math.sin(i), Math.cos(i)]);
new IsolationForestModel({ seed: 1 }).train(rows).then((model) => {
  const again = loadModel(JSON.parse(JSON.stringify(model)));
  assert.deepEqual(again.score(rows), model.score(rows));
});
