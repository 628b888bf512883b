// Detection quality of the isolation forest on fourteen public sets, beside scikit-learn's.
//   node models/isolation-forest/accuracy.mjs --data DIR [--python PATH] [--seeds 5] [--extension 1] [--sets http,cover] [--json]
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { averagePrecision, IsolationForestModel, rocAuc } from '@ad/models';
import { readLabelledTable, requireData } from '../../quality/data.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    python: { type: 'string' },
    seeds: { type: 'string', default: '5' },
    extension: { type: 'string' },
    sets: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const seeds = Number(values.seeds);
const folder = join(requireData(values.data), 'adbench');

// scikit-learn 1.9.1, 100 trees of 256 rows, over seeds: mean AUC, its standard deviation, mean average precision.
const published = {
  http: [0.999, 0.0, 0.844],
  cover: [0.882, 0.006, 0.058],
  smtp: [0.904, 0.006, 0.004],
  shuttle: [0.997, 0.0, 0.978],
  mammography: [0.861, 0.007, 0.221],
  annthyroid: [0.818, 0.016, 0.304],
  satellite: [0.701, 0.019, 0.658],
  Pima: [0.671, 0.007, 0.5],
  breastw: [0.987, 0.001, 0.971],
  Ionosphere: [0.846, 0.006, 0.8],
  thyroid: [0.978],
  pendigits: [0.942],
  cardio: [0.933],
  Wilt: [0.456],
};

function summary(numbers) {
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (numbers.length - 1);
  return { mean, deviation: Math.sqrt(variance) };
}

async function measure(name) {
  const { rows: matrix, labels } = readLabelledTable({ path: join(folder, `${name}.csv.gz`) });
  const areas = [];
  const precisions = [];
  for (let seed = 0; seed < seeds; seed++) {
    const extension = values.extension === undefined ? {} : { extensionLevel: Number(values.extension) };
    const model = await new IsolationForestModel({ seed, ...extension }).train(matrix);
    const scores = model.score(matrix);
    areas.push(rocAuc(scores, labels));
    precisions.push(averagePrecision(scores, labels));
  }
  return { auc: summary(areas), ap: summary(precisions) };
}

function measurePeer(name) {
  if (!values.python) return undefined;
  const script = fileURLToPath(new URL('accuracy.py', import.meta.url));
  const file = join(folder, `${name}.csv.gz`);
  const { OPENBLAS_CORETYPE, OPENBLAS_L2_SIZE, ...env } = process.env;
  return JSON.parse(execFileSync(values.python, [script, file, values.seeds], { env, encoding: 'utf8' }));
}

const results = [];
for (const name of values.sets?.split(',') ?? Object.keys(published)) {
  const ours = await measure(name);
  const peer = measurePeer(name);
  const [tableAuc, tableDeviation, tableAp] = published[name];
  // The deviations are of one seed; the means of two samples of seeds differ by this much by chance.
  const reference = peer ? summary(peer.auc) : { mean: tableAuc, deviation: tableDeviation ?? Number.NaN };
  const deviation = Math.max(reference.deviation || 0, ours.auc.deviation, 0.0005);
  const verdict = (ours.auc.mean - reference.mean) / deviation;
  results.push({
    set: name,
    auc: ours.auc.mean,
    sd: ours.auc.deviation,
    ap: ours.ap.mean,
    'sklearn table': tableAuc,
    'table sd': tableDeviation ?? '-',
    'table AP': tableAp ?? '-',
    ...(peer && {
      'sklearn here': summary(peer.auc).mean,
      'sd here': summary(peer.auc).deviation,
      'AP here': summary(peer.ap).mean,
    }),
    'sd apart': verdict,
    'within 2 sd': Math.abs(verdict) <= 2 ? 'yes' : verdict > 0 ? 'better' : 'WORSE',
    ...(peer && { sklearn: peer.version }),
  });
}
if (values.json) {
  console.log(JSON.stringify({ node: process.version, seeds, results }, undefined, 2));
} else {
  const rounded = results.map((result) =>
    Object.fromEntries(
      Object.entries(result).map(([key, value]) => [
        key,
        typeof value === 'number' ? Number(value.toFixed(3)) : value,
      ]),
    ),
  );
  console.log(
    `Node ${process.version}, ${seeds} seeds; "sd apart" is against the same run where there is one, else the table`,
  );
  console.table(rounded);
}
