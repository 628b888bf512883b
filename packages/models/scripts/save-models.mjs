// Writes test/saved/format-1.json: models and a detector as this version saves them, with the scores that they give. A test reads them
// with every later version. A file of a format that was published is never written again: a new format gets a file beside it.
//
// node scripts/save-models.mjs   (in packages/models, after a build)
import { writeFileSync } from 'node:fs';
import {
  createRandom,
  IsolationForestModel,
  LstmModel,
  RandomForestModel,
  StreamingDetector,
} from '@ad/models';

const random = createRandom(7);
const rows = Array.from({ length: 300 }, (_, i) => [
  40 + 10 * Math.sin(i / 6) + random.uniform(),
  60 + 5 * Math.cos(i / 9) + random.uniform(),
]);
const labels = rows.map(([cpu]) => (cpu > 49.5 ? 1 : 0));
const unseen = [[45, 62], [95, 60], [Number.NaN, 10], ...rows.slice(0, 25)];
const training = { featureNames: ['cpu', 'memory'] };

const models = [
  await new IsolationForestModel({ nEstimators: 10, seed: 1 }).train(rows, training),
  await new IsolationForestModel({ nEstimators: 10, extensionLevel: 1, seed: 1 }).train(rows, training),
  await new RandomForestModel({ nEstimators: 5, seed: 1 }).train(rows, training),
  await new RandomForestModel({ nEstimators: 5, seed: 1 }).train(rows, { ...training, labels }),
  await new LstmModel({ units: 4, epochs: 2, seed: 1 }).train(rows, training),
];

const samples = rows.map(([cpu, memory], i) => ({
  timestamp: 1000 * i,
  host: 'saved',
  values: { cpu, memory },
}));
const detector = new StreamingDetector();
for (const sample of samples.slice(0, 250)) detector.observe(sample);
const snapshot = JSON.parse(JSON.stringify(detector.snapshot()));
const verdicts = samples.slice(250).map((sample) => {
  const { score, threshold, state } = detector.observe(sample);
  return { score, threshold, state };
});

writeFileSync(
  new URL('../test/saved/format-1.json', import.meta.url),
  `${JSON.stringify({
    models: models.map((model) => ({ saved: model, rows: unseen, scores: [...model.score(unseen)] })),
    detector: { snapshot, samples: samples.slice(250), verdicts },
  })}\n`,
);
