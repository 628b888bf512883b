// An ES module of somebody else, in plain JavaScript.
import assert from 'node:assert/strict';
import { HostSource } from '@ad/collector';
import { loadConfig } from '@ad/config';
import { formatVerdict } from '@ad/exporters/console';
import { LivePage } from '@ad/exporters/page';
import { PrometheusExporter, startMetricsServer } from '@ad/exporters/prometheus';
import { IsolationForestModel, LstmModel, loadModel, RandomForestModel, StreamingDetector } from '@ad/models';
import { checkModel } from '@ad/models/testing';

await checkModel(() => new IsolationForestModel({ seed: 1 }));
await checkModel(() => new RandomForestModel({ nEstimators: 20 }));
await checkModel(() => new LstmModel({ epochs: 2, units: 4 }), { sequence: true });
const rows = Array.from({ length: 100 }, (_, i) => [Math.sin(i), Math.cos(i)]);
const model = await new IsolationForestModel().train(rows, { background: true });
const detector = new StreamingDetector({ models: [loadModel(JSON.parse(JSON.stringify(model)))] });
const sample = ([feature_0, feature_1], i) => ({
  timestamp: 1000 * i,
  host: 'here',
  values: { feature_0, feature_1 },
});
for (const past of rows.map(sample)) detector.learn(past);
const verdict = detector.observe(sample([9, 9], rows.length));
assert.match(formatVerdict(verdict), /feature_/);
const exporter = new PrometheusExporter({ processMetrics: false });
exporter.write(verdict);
assert.match(await exporter.metrics(), /anomaly_detection_is_anomaly 0/);
const page = new LivePage();
const { server } = await startMetricsServer({
  source: exporter,
  routes: page.routes,
  host: '127.0.0.1',
  port: 0,
});
for (const path of page.routes.keys()) {
  assert.equal((await fetch(server.url + path, { method: 'HEAD' })).status, 200);
}
await server.close();
assert.equal((await loadConfig({ env: {} })).ok, true);
for await (const { values } of new HostSource({ intervalSeconds: 0.1 })) {
  assert.ok(values.memory_percent > 0);
  break;
}
