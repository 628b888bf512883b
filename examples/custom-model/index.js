// A model of your own: tested like the built-in ones, trained in the background, saved, loaded, and beside the live detector.
import { loadModel, StreamingDetector } from '@ad/models';
import { checkModel } from '@ad/models/testing';
import { RobustZModel } from './robust-z-model.js';

await checkModel(() => new RobustZModel());
console.log('robust_z keeps every promise of a model');

const rows = Array.from({ length: 600 }, (_, i) => [20 + 5 * Math.sin(i), 50 + Math.cos(i / 7)]);
const model = new RobustZModel({ contamination: 0.01 });
await model.train(rows, { featureNames: ['cpu_percent', 'memory_percent'], background: true });

const again = loadModel(JSON.parse(JSON.stringify(model)));
const outlier = [21, 90];
console.log('score', again.scoreRow(outlier).toFixed(1), 'threshold', again.threshold.toFixed(1));
console.log('most unusual:', again.explain(outlier)[0].feature);

const detector = new StreamingDetector({ models: [again] });
const sample = ([cpu_percent, memory_percent], i) => ({
  timestamp: 60_000 * i,
  host: 'web-1',
  values: { cpu_percent, memory_percent },
});
for (const [i, row] of rows.entries()) detector.learn(sample(row, i));
const verdict = detector.observe(sample(outlier, rows.length));
console.log(verdict.model.kind, verdict.state);
