// Does feedback help? The labels of the first half of each test split are the feedback, the second half is the judge.
//   node models/feedback/smd.mjs --data DIR
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import {
  AlarmBudgetThreshold,
  AlertLifecycle,
  averagePrecision,
  eventRecall,
  IsolationForestModel,
  injectFaults,
  LstmModel,
  RandomForestModel,
} from '@ad/models';
import { requireData } from '../../quality/data.mjs';

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const folder = join(requireData(values.data), 'smd');
const alertsPerWeek = 20;
const minute = 60_000;

function readRows(file) {
  const [, ...lines] = gunzipSync(readFileSync(join(folder, file)))
    .toString()
    .trim()
    .split('\n');
  return lines.map((line) => line.split(',').map(Number));
}

/** The alerts that a score would have raised: the numbers of their first and last row. */
function alertsOf(scores, known) {
  const budget = new AlarmBudgetThreshold({ alertsPerWeek });
  const lifecycle = new AlertLifecycle();
  for (const [i, score] of known.entries()) budget.learn(score, i * minute);
  const alerts = new Map();
  scores.forEach((score, i) => {
    const timestamp = (known.length + i) * minute;
    const level = budget.observe(score, timestamp).isAbove ? 'above' : 'below';
    const { alertId } = lifecycle.observe({ timestamp, host: 'x' }, level);
    if (alertId) alerts.set(alertId, { first: alerts.get(alertId)?.first ?? i, last: i });
  });
  return [...alerts.values()];
}

/** Minus the logarithm of the share of past scores that are at least as high. */
function surprises(scores, past) {
  const sorted = Float64Array.from(past).sort();
  return Array.from(scores, (score) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < score) low = middle + 1;
      else high = middle;
    }
    return -Math.log((1 + sorted.length - low) / (1 + sorted.length));
  });
}

async function trainForest(rows, labels) {
  const normal = rows.filter((_, i) => labels[i] === 0);
  const faulty = injectFaults(normal, { kinds: ['spike', 'level_shift', 'ramp'] });
  const columns = rows[0].length;
  const data = new Float64Array((rows.length + normal.length) * columns);
  for (const [i, row] of rows.entries()) data.set(row, i * columns);
  data.set(faulty.rows.data, rows.length * columns);
  const all = [...labels, ...faulty.labels];
  return new RandomForestModel().train({ data, rows: all.length, columns }, { labels: all });
}

const mean = (numbers) => {
  const known = numbers.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
};

const results = new Map();
function note(base, feedback, ranking, measures) {
  const key = [base, feedback, ranking].join(' | ');
  results.set(key, [...(results.get(key) ?? []), measures]);
}

const machines = [
  ...new Set(readdirSync(folder).flatMap((name) => name.match(/^(machine-[\d-]+)\.test/)?.[1] ?? [])),
];
for (const machine of machines) {
  const train = readRows(`${machine}.train.csv.gz`);
  const test = readRows(`${machine}.test.csv.gz`);
  const labels = test.map((row) => row.pop());
  const half = test.length >> 1;
  const judged = labels.slice(half);
  const bases = {
    'isolation forest': new IsolationForestModel({ seed: 42 }),
    LSTM: new LstmModel({ seed: 42, epochs: 5 }),
  };
  for (const [base, model] of Object.entries(bases)) {
    await model.train(train.slice(-8000));
    const scores = model.score([...train.slice(-1000), ...test]);
    const known = scores.slice(500, 1000);
    const first = scores.slice(1000, 1000 + half);
    const second = scores.slice(1000 + half);
    const past = [...known, ...first];
    const alerts = alertsOf(second, past);
    const truth = alerts.map(({ first: from, last }) => (judged.slice(from, last + 1).includes(1) ? 1 : 0));
    // An operator judges alerts only: what was not alarmed on stays unlabelled.
    const told = new Array(half).fill(0);
    for (const { first: from, last } of alertsOf(first, known)) {
      if (labels.slice(from, last + 1).includes(1)) told.fill(1, from, last + 1);
    }
    const measure = (ranking) => ({
      aucPr: averagePrecision(ranking, judged),
      recall: eventRecall(ranking, judged, 0.01).recall,
      alerts: alerts.length,
      trueAlerts: truth.filter((one) => one === 1).length,
      alertAp: averagePrecision(
        alerts.map(({ first: from, last }) => Math.max(...ranking.slice(from, last + 1))),
        truth,
      ),
    });
    const own = surprises(second, past);
    note(base, '-', 'as it is', measure(own));
    for (const [feedback, said] of Object.entries({
      'every label': labels.slice(0, half),
      'alerts judged': told,
      none: new Array(half).fill(0),
    })) {
      const forest = await trainForest(
        [...train.slice(-8000), ...test.slice(0, half)],
        [...new Array(Math.min(8000, train.length)).fill(0), ...said],
      );
      const chance = Array.from(forest.score(test));
      const forestSurprise = surprises(chance.slice(half), chance.slice(0, half));
      note(base, feedback, 'P(anomaly) alone', measure(chance.slice(half)));
      note(base, feedback, 'surprises added', measure(own.map((one, i) => one + forestSurprise[i])));
      note(base, feedback, 'score x (1 + P)', measure(own.map((one, i) => one * (1 + chance[half + i]))));
    }
    console.error(machine, base, alerts.length, truth.join(''));
  }
}

console.log('base | feedback | ranking | AUC-PR | recall at 1 % | AP of alerts');
for (const [key, all] of results) {
  const column = (name) => mean(all.map((one) => one[name])).toFixed(3);
  console.log(`${key} | ${column('aucPr')} | ${column('recall')} | ${column('alertAp')}`);
}
