// Which rows of a CSV file are unusual, and why?   node index.js [file.csv]
import { fileURLToPath } from 'node:url';
import { FileSource } from '@ad/collector';
import { IsolationForestModel } from '@ad/models';

const path = process.argv[2] ?? fileURLToPath(new URL('./readings.csv', import.meta.url));

const samples = [];
for await (const sample of new FileSource({ path })) samples.push(sample);
const featureNames = Object.keys(samples[0].values);
const rows = samples.map(({ values }) => featureNames.map((name) => values[name]));

// It learns from the same rows that it judges: anomalies are few, and few rows do not make a forest blind to themselves.
const model = new IsolationForestModel({ contamination: 0.01, seed: 42 });
await model.train(rows, { featureNames });
const scores = model.score(rows);
const anomalies = model.predict(rows);

const unusual = samples.map((sample, i) => ({
  ...sample,
  row: rows[i],
  score: scores[i],
  anomaly: anomalies[i],
}));
unusual.sort((a, b) => b.score - a.score);

console.log(`${rows.length} rows of ${featureNames.join(', ')}; threshold ${model.threshold.toFixed(3)}`);
for (const { timestamp, row, score, anomaly } of unusual.slice(0, 5)) {
  const [{ feature, share, observed, expected }] = model.explain(row);
  console.log(
    `${new Date(timestamp).toISOString()}  ${anomaly ? 'ANOMALY' : 'normal '}  score ${score.toFixed(3)}  ` +
      `${feature} ${observed} (usually ${expected.low.toFixed(0)} to ${expected.high.toFixed(0)}), ${Math.round(100 * share)} % of the score`,
  );
}
