// Trains and scores beside scikit-learn (one thread) and ml-random-forest, in turns in one run.
//   node models/random-forest/speed.mjs [--python PATH] [--rounds 5] [--json]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom, RandomForestModel } from '@ad/models';
import { RandomForestClassifier } from 'ml-random-forest';
import { machine, median } from '../../measure.mjs';
import { startPeer } from './peer.mjs';

const { values: given } = parseArgs({
  options: {
    python: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const { python, json, rounds } = given;
const testRows = 20_000;
const folder = mkdtempSync(join(tmpdir(), 'forest-speed-'));
const peer = python && startPeer(python);
const results = [];
try {
  for (const [rows, columns] of [
    [1000, 5],
    [20_000, 20],
  ]) {
    results.push(await compareWithPeer(rows, columns));
  }
  const report = {
    machine,
    peers: { ...(peer && (await peer.ask({ do: 'version' }))), 'ml-random-forest': '2.1.0' },
    results,
    library: await compareWithLibrary(),
  };
  if (json) console.log(JSON.stringify(report, undefined, 2));
  else print(report);
} finally {
  peer?.close();
  rmSync(folder, { recursive: true });
}

/** Two classes that meet along a curved border in half of the columns; 5 % of the labels are wrong. */
function makeTable(rows, columns, seed) {
  const random = createRandom(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const data = new Float64Array(rows * columns);
  const labels = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    let border = 0;
    for (let j = 0; j < columns; j++) {
      const x = normal();
      data[i * columns + j] = x;
      if (2 * j < columns) border += j % 2 === 0 ? x : x * x - 1;
    }
    labels[i] = border > 0 !== random.uniform() < 0.05 ? 1 : 0;
  }
  return { matrix: { data, rows, columns }, labels };
}

function save(name, { matrix, labels }) {
  const { data, rows, columns } = matrix;
  const table = new Float64Array(rows * (columns + 1));
  for (let i = 0; i < rows; i++) {
    table.set(data.subarray(i * columns, (i + 1) * columns), i * (columns + 1));
    table[i * (columns + 1) + columns] = labels[i];
  }
  const path = join(folder, name);
  writeFileSync(path, table);
  return path;
}

/** Processor time of all threads of this process: what remains comparable while others use the machine. */
function cpuMilliseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function measure({ matrix, labels }, test, seed) {
  const [start, startCpu] = [performance.now(), cpuMilliseconds()];
  const model = await new RandomForestModel({ seed }).train(matrix, { labels });
  const [trained, trainedCpu] = [performance.now(), cpuMilliseconds()];
  const scores = model.score(test.matrix);
  const [scored, scoredCpu] = [performance.now(), cpuMilliseconds()];
  const right = scores.filter((p, i) => p > 0.5 === (test.labels[i] === 1)).length;
  const row = test.matrix.data.slice(0, matrix.columns);
  for (let i = 0; i < 2000; i++) model.scoreRow(row);
  const rowStart = performance.now();
  for (let i = 0; i < 2000; i++) {
    const o = i * matrix.columns;
    model.scoreRow(test.matrix.data.subarray(o, o + matrix.columns));
  }
  return {
    train: trained - start,
    score: scored - trained,
    trainCpu: trainedCpu - startCpu,
    scoreCpu: scoredCpu - trainedCpu,
    accuracy: right / test.matrix.rows,
    rowMicroseconds: (performance.now() - rowStart) / 2,
  };
}

async function compareWithPeer(rows, columns) {
  const train = makeTable(rows, columns, 1);
  const test = makeTable(testRows, columns, 2);
  const paths = { train: save('train', train), test: save('test', test) };
  const ours = [];
  const theirs = [];
  for (let round = 0; round < Number(rounds); round++) {
    ours.push(await measure(train, test, round));
    if (peer) theirs.push(await peer.ask({ do: 'speed', columns, seed: round, ...paths }));
  }
  const summary = (runs) =>
    Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(runs.map((run) => run[key]))]));
  return {
    rows,
    columns,
    firstTrain: ours[0].train,
    ours: summary(ours),
    ...(peer && { sklearn: summary(theirs) }),
  };
}

/** The library on what it can do in seconds. */
async function compareWithLibrary() {
  const rows = 200;
  const train = makeTable(rows, 5, 1);
  const test = makeTable(2000, 5, 2);
  const list = ({ matrix: { data, columns }, labels }) =>
    Array.from(labels, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);
  const start = performance.now();
  const forest = new RandomForestClassifier({ nEstimators: 100, seed: 1, noOOB: true });
  forest.train(list(train), [...train.labels]);
  const trained = performance.now();
  const predictions = forest.predict(list(test));
  const scored = performance.now();
  const ours = await measure(train, test, 1);
  const accuracy = predictions.filter((label, i) => label === test.labels[i]).length / predictions.length;
  return { rows, columns: 5, ours, theirs: { train: trained - start, score: scored - trained, accuracy } };
}

function print({ peers, results: rowsOfTable, library }) {
  console.log(`${machine}; ${JSON.stringify(peers)}`);
  const line = (name, ours, theirs, digits = 0) =>
    console.log(
      `  ${name.padEnd(32)} ours ${ours.toFixed(digits).padStart(8)}` +
        (theirs === undefined
          ? ''
          : `   peer ${theirs.toFixed(digits).padStart(8)}   ratio ${(ours / theirs).toFixed(3)}`),
    );
  for (const { rows, columns, firstTrain, ours, sklearn } of rowsOfTable) {
    console.log(`100 trees, ${rows} x ${columns}, against scikit-learn, n_jobs=1, medians of ${rounds}`);
    line('train, ms', ours.train, sklearn?.train);
    line('train, processor ms', ours.trainCpu, sklearn?.trainCpu);
    line('first training of a process, ms', firstTrain, undefined);
    line(`score ${testRows} rows, ms`, ours.score, sklearn?.score);
    line(`score ${testRows} rows, processor ms`, ours.scoreCpu, sklearn?.scoreCpu);
    line('held-out accuracy', ours.accuracy, sklearn?.accuracy, 4);
    line('score one row, us', ours.rowMicroseconds, undefined, 1);
  }
  console.log(`100 trees, ${library.rows} x ${library.columns}, against ml-random-forest`);
  line('train, ms', library.ours.train, library.theirs.train);
  line('score 2,000 rows, ms', library.ours.score, library.theirs.score);
  line('held-out accuracy', library.ours.accuracy, library.theirs.accuracy, 4);
}
