// How well the forest finds anomalies on the ADBench sets: without labels, and with labels on the same folds as scikit-learn.
//   node models/random-forest/accuracy.mjs --data DIR [--python PATH] [--seeds 5] [--rows 4000] [--labelled] [--json]
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { averagePrecision, createRandom, RandomForestModel, rocAuc } from '@ad/models';
import { machine } from '../../measure.mjs';
import { readLabelledTable, requireData } from '../../quality/data.mjs';
import { startPeer } from './peer.mjs';

const { values: given } = parseArgs({
  options: {
    data: { type: 'string' },
    python: { type: 'string' },
    seeds: { type: 'string', default: '5' },
    rows: { type: 'string', default: '4000' },
    labelled: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const { python, json, seeds, rows: limit, labelled } = given;
const foldSeeds = [1, 2];
const folder = mkdtempSync(join(tmpdir(), 'forest-accuracy-'));
const peer = python && startPeer(python);
const results = [];
try {
  const directory = join(requireData(given.data), 'adbench');
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.csv.gz'))) {
    const table = readTable(join(directory, file));
    const sample = sampleRows(table, Number(limit));
    const result = {
      set: file.replace('.csv.gz', ''),
      rows: table.labels.length,
      columns: table.columns,
      unsupervised: labelled ? { auc: Number.NaN, deviation: Number.NaN } : await unsupervised(table),
      foldRows: sample.labels.length,
      supervised: await supervised(sample),
      ...(peer && { sklearn: await peerFolds(sample) }),
    };
    results.push(result);
    if (!json) printSet(result);
  }
  const mean = (pick) => results.reduce((sum, result) => sum + pick(result), 0) / results.length;
  const means = {
    unsupervisedAuc: mean(({ unsupervised: { auc } }) => auc),
    supervised: { auc: mean((r) => r.supervised.auc), ap: mean((r) => r.supervised.ap) },
    ...(peer && { sklearn: { auc: mean((r) => r.sklearn.auc), ap: mean((r) => r.sklearn.ap) } }),
  };
  const peers = peer && (await peer.ask({ do: 'version' }));
  if (json) console.log(JSON.stringify({ machine, peers, seeds, results, means }, undefined, 2));
  else console.log(JSON.stringify({ ...means, machine, peers }));
} finally {
  peer?.close();
  rmSync(folder, { recursive: true });
}

function readTable(path) {
  const { rows, labels } = readLabelledTable({ path });
  return { values: rows.data, labels, columns: rows.columns };
}

/** At most so many rows, a tenth of them anomalies or as many as there are; shuffled. */
function sampleRows({ values, labels, columns }, most) {
  const random = createRandom(1);
  const order = [...labels.keys()];
  for (let i = order.length - 1; i > 0; i--) {
    const other = random.integer(i + 1);
    [order[i], order[other]] = [order[other], order[i]];
  }
  const anomalies = order.filter((i) => labels[i] === 1);
  const normal = order.filter((i) => labels[i] === 0);
  const kept = order.length <= most ? anomalies : anomalies.slice(0, most / 10);
  const chosen = new Set([...kept, ...normal.slice(0, most - kept.length)]);
  const rows = order.filter((i) => chosen.has(i));
  return {
    columns,
    values: Float64Array.from(rows.flatMap((i) => [...values.subarray(i * columns, (i + 1) * columns)])),
    labels: Uint8Array.from(rows, (i) => labels[i]),
  };
}

function matrixOf({ values, labels, columns }) {
  return { data: values, rows: labels.length, columns };
}

async function unsupervised(table) {
  const aucs = [];
  for (let seed = 1; seed <= Number(seeds); seed++) {
    const model = await new RandomForestModel({ seed }).train(matrixOf(table));
    aucs.push(rank(model.score(matrixOf(table)), table.labels).auc);
  }
  const auc = aucs.reduce((sum, value) => sum + value, 0) / aucs.length;
  const deviation = Math.sqrt(aucs.reduce((sum, value) => sum + (value - auc) ** 2, 0) / aucs.length);
  return { auc, deviation };
}

/** Stratified: rows of either class go to the folds in turn. */
function foldsOf(labels) {
  const next = [0, 0];
  return Array.from(labels, (label) => next[label]++ % 5);
}

async function supervised({ values, labels, columns }) {
  const folds = foldsOf(labels);
  const select = (keep) => {
    const rows = [...labels.keys()].filter((i) => keep(folds[i]));
    const chosen = rows.flatMap((i) => [...values.subarray(i * columns, (i + 1) * columns)]);
    return { rows, matrix: { data: Float64Array.from(chosen), rows: rows.length, columns } };
  };
  const runs = [];
  for (const seed of foldSeeds) {
    for (let fold = 0; fold < 5; fold++) {
      const training = select((k) => k !== fold);
      const heldOut = select((k) => k === fold);
      const model = new RandomForestModel({ seed });
      await model.train(training.matrix, { labels: training.rows.map((i) => labels[i]) });
      const heldOutLabels = Uint8Array.from(heldOut.rows, (i) => labels[i]);
      runs.push(rank(model.score(heldOut.matrix), heldOutLabels));
    }
  }
  return average(runs);
}

async function peerFolds({ values, labels, columns }) {
  const table = new Float64Array(labels.length * (columns + 1));
  labels.forEach((label, i) => {
    table.set(values.subarray(i * columns, (i + 1) * columns), i * (columns + 1));
    table[i * (columns + 1) + columns] = label;
  });
  const path = join(folder, 'rows');
  writeFileSync(path, table);
  const runs = [];
  for (const seed of foldSeeds) {
    runs.push(await peer.ask({ do: 'folds', rows: path, columns, folds: foldsOf(labels), seed }));
  }
  return average(runs);
}

function average(runs) {
  const mean = (key) => runs.reduce((sum, run) => sum + run[key], 0) / runs.length;
  return { auc: mean('auc'), ap: mean('ap') };
}

function rank(scores, labels) {
  return { auc: rocAuc(scores, labels), ap: averagePrecision(scores, labels) };
}

function printSet({
  set,
  rows,
  columns,
  unsupervised: { auc, deviation },
  foldRows,
  supervised: ours,
  sklearn,
}) {
  const three = (value) => value.toFixed(3);
  const peerText = sklearn
    ? `  scikit-learn ${three(sklearn.auc)} (${three(sklearn.ap)})${ours.auc < sklearn.auc ? '  loss' : ''}`
    : '';
  console.log(
    `${set.padEnd(12)} ${String(rows).padStart(6)} x ${String(columns).padEnd(2)}  no labels: ${three(auc)} ± ${three(deviation)}` +
      `  5 folds of ${foldRows} rows, AUC (AP): ${three(ours.auc)} (${three(ours.ap)})${peerText}`,
  );
}
