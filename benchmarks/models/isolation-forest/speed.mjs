// Speed of the isolation forest beside its peers: 100 trees of 256 rows, 100,000 x 10 normal numbers. Ours and theirs take turns, so
// that a busy machine slows both; medians of several rounds.
//   node models/isolation-forest/speed.mjs [--python PATH] [--rounds 9] [--json]
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createParallelScorer, createRandom, IsolationForestModel, loadModel, toMatrix } from '@ad/models';

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

async function milliseconds(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

/** A function that asks the Python process for one measurement, and one that ends it. */
async function startPeers() {
  const folder = mkdtempSync(join(tmpdir(), 'forest-'));
  const file = join(folder, 'rows');
  writeFileSync(file, new Uint8Array(matrix.data.buffer));
  const { OPENBLAS_CORETYPE, OPENBLAS_L2_SIZE, ...env } = process.env;
  const script = fileURLToPath(new URL('speed.py', import.meta.url));
  const child = spawn(values.python, [script, file, String(columns)], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value: versions } = await lines.next();
  return {
    versions,
    async measure(name) {
      child.stdin.write(`${name}\n`);
      return Number((await lines.next()).value);
    },
    end() {
      child.stdin.end();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The npm peers score arrays of rows; a thousandth of the work, scaled, is what one has patience for. */
async function npmPeers() {
  const few = Array.from({ length: 1000 }, (_, i) => [
    ...matrix.data.subarray(i * columns, (i + 1) * columns),
  ]);
  const { IsolationForest } = await import('ml-isolation-forest').catch(() => ({}));
  const peers = [];
  if (IsolationForest) {
    const forest = new IsolationForest({ nEstimators: 100 });
    peers.push({
      name: 'ml-isolation-forest',
      fit: () => forest.train(few),
      score: () => forest.predict(few),
    });
  }
  const other = await import('isolation-forest').catch(() => ({}));
  const Other = other.IsolationForest ?? other.default?.IsolationForest;
  if (Other) {
    const objects = few.map((row) => Object.fromEntries(row.map((value, j) => [`x${j}`, value])));
    const forest = new Other(100, 256);
    peers.push({
      name: 'isolation-forest',
      fit: () => forest.fit(objects),
      score: () => forest.predict(objects),
    });
  }
  return { few, peers };
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
const peers = values.python ? await startPeers() : undefined;

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
  const mine = median(times['@ad/models']);
  for (const [who, list] of Object.entries(times)) {
    table.push({
      work: name,
      who,
      median: median(list),
      least: Math.min(...list),
      unit,
      'times ours': median(list) / mine,
    });
  }
}

const colds = Array.from({ length: 5 }, () =>
  Number(execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--cold'], { encoding: 'utf8' })),
);
table.push({
  work: 'fit, first call of a process',
  who: '@ad/models',
  median: median(colds),
  least: Math.min(...colds),
  unit: 'ms',
  'times ours': 1,
});

const { few, peers: libraries } = await npmPeers();
const fewMatrix = toMatrix(few);
for (const [part, mine] of [
  ['fit', () => new IsolationForestModel().train(fewMatrix)],
  ['score', () => model.score(fewMatrix)],
]) {
  for (let warm = 0; warm < 20; warm++) await mine();
  const own = [];
  const theirs = libraries.map(() => []);
  for (let round = 0; round < 3; round++) {
    own.push(await milliseconds(mine));
    for (const [i, library] of libraries.entries()) theirs[i].push(await milliseconds(library[part]));
  }
  const work = `${part}, 1,000 rows only`;
  table.push({
    work,
    who: '@ad/models',
    median: median(own),
    least: Math.min(...own),
    unit: 'ms',
    'times ours': 1,
  });
  for (const [i, library] of libraries.entries()) {
    table.push({
      work,
      who: library.name,
      median: median(theirs[i]),
      least: Math.min(...theirs[i]),
      unit: 'ms',
      'times ours': median(theirs[i]) / median(own),
    });
  }
}
await pool.close();
peers?.end();

const machine = `${cpus()[0].model}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`;
if (values.json) {
  console.log(JSON.stringify({ machine, peers: peers?.versions, rounds, table }, undefined, 2));
} else {
  console.log(`${machine}\n${peers?.versions ?? 'without --python: no isotree, no scikit-learn'}`);
  console.table(
    table.map((line) => ({
      ...line,
      median: line.median.toFixed(2),
      least: line.least.toFixed(2),
      'times ours': line['times ours'].toFixed(1),
    })),
  );
}
