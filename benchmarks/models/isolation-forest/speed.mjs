// Speed of the isolation forest beside its peers: 100 trees of 256 rows, 100,000 x 10 normal numbers. Ours and theirs take turns, so
// that a busy machine slows both; medians of several rounds.
//   node models/isolation-forest/speed.mjs [--python PATH] [--rounds 9] [--json]
import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createParallelScorer, createRandom, IsolationForestModel, loadModel, toMatrix } from '@ad/models';
import { machine, median, milliseconds } from '../../measure.mjs';
import { npmPeers, startPythonPeers } from './peers.mjs';

const { values } = parseArgs({
  options: {
    python: { type: 'string' },
    rounds: { type: 'string', default: '9' },
    json: { type: 'boolean', default: false },
    cold: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const [rows, columns] = [100_000, 10];

function normalRows() {
  const random = createRandom(1);
  const data = new Float64Array(new SharedArrayBuffer(rows * columns * 8));
  for (let i = 0; i < data.length; i++) {
    data[i] = Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  }
  return { data, rows, columns };
}

const shared = normalRows();
const matrix = { ...shared, data: Float64Array.from(shared.data) };

if (values.cold) {
  const start = performance.now();
  await new IsolationForestModel().train(matrix);
  console.log(performance.now() - start);
  process.exit();
}

const model = await new IsolationForestModel().train(matrix);
// A model that never saw a large batch scores small ones as it would where WebAssembly SIMD is missing.
const plain = loadModel(JSON.parse(JSON.stringify(model)));
function scoreInSmallBatches({ data }) {
  for (let start = 0; start < rows; start += 2000) {
    plain.score({ data: data.subarray(start * columns, (start + 2000) * columns), rows: 2000, columns });
  }
}
const pool = await createParallelScorer(model, { threads: 2 });
const singles = Array.from({ length: 2000 }, (_, i) => matrix.data.slice(i * columns, (i + 1) * columns));
const peers = values.python && (await startPythonPeers(values.python, matrix));

let seed = 0;
const ours = {
  'fit (train)': () => new IsolationForestModel({ seed: seed++ }).train(matrix),
  'score, one thread': () => model.score(matrix),
  'score, one thread, plain JavaScript': () => scoreInSmallBatches(matrix),
  'score, two threads, shared memory': () => pool.score(shared),
  'score, two threads, copied': () => pool.score(matrix),
  'one row': () => {
    for (const row of singles) model.scoreRow(row);
  },
  'one row, explained': () => {
    for (const row of singles) model.explain(row);
  },
};
const peerWork = {
  'fit (train)': ['isotree fit', 'sklearn fit'],
  'score, one thread': ['isotree score', 'sklearn score'],
  'score, one thread, plain JavaScript': ['isotree score'],
  'score, two threads, shared memory': ['isotree score2'],
  'one row': ['isotree row', 'sklearn row'],
};

const table = [];
/** Adds a line for each program that was timed on this work, ours first. */
function note(work, unit, timesByWho) {
  const mine = median(timesByWho['@ad/models']);
  for (const [who, times] of Object.entries(timesByWho)) {
    const middle = median(times);
    table.push({ work, who, median: middle, least: Math.min(...times), unit, 'times ours': middle / mine });
  }
}

for (const [name, work] of Object.entries(ours)) {
  const perUnit = name.startsWith('one row') ? 1000 / singles.length : 1;
  const unit = perUnit === 1 ? 'ms' : 'us';
  for (let warm = 0; warm < 5; warm++) await work();
  const times = { '@ad/models': [] };
  for (let round = 0; round < rounds; round++) {
    times['@ad/models'].push((await milliseconds(work)) * perUnit);
    for (const peer of (peers && peerWork[name]) ?? []) {
      times[peer] ??= [];
      times[peer].push((await peers.measure(peer)) * (unit === 'us' ? 1000 : 1));
    }
  }
  note(name, unit, times);
}

const colds = Array.from({ length: 5 }, () =>
  Number(execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--cold'], { encoding: 'utf8' })),
);
note('fit, first call of a process', 'ms', { '@ad/models': colds });

const few = Array.from({ length: 1000 }, (_, i) => [...matrix.data.subarray(i * columns, (i + 1) * columns)]);
const fewMatrix = toMatrix(few);
const libraries = await npmPeers(few);
for (const [part, mine] of [
  ['fit', () => new IsolationForestModel().train(fewMatrix)],
  ['score', () => model.score(fewMatrix)],
]) {
  for (let warm = 0; warm < 20; warm++) await mine();
  const times = { '@ad/models': [], ...Object.fromEntries(libraries.map(({ name }) => [name, []])) };
  for (let round = 0; round < 3; round++) {
    times['@ad/models'].push(await milliseconds(mine));
    for (const library of libraries) times[library.name].push(await milliseconds(library[part]));
  }
  note(`${part}, 1,000 rows only`, 'ms', times);
}
await pool.close();
peers?.end();

const conditions = `${machine}, load ${loadavg()[0].toFixed(1)}`;
if (values.json) {
  console.log(JSON.stringify({ machine: conditions, peers: peers?.versions, rounds, table }, undefined, 2));
} else {
  console.log(`${conditions}\n${peers?.versions ?? 'without --python: no isotree, no scikit-learn'}`);
  console.table(
    table.map((line) => ({
      ...line,
      median: line.median.toFixed(2),
      least: line.least.toFixed(2),
      'times ours': line['times ours'].toFixed(1),
    })),
  );
}
