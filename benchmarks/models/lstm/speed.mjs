// Training and scoring times of LstmModel beside TensorFlow.js on its backends.
//   node models/lstm/speed.mjs [--tfjs-node DIR] [--quick] [--json]
// DIR holds node_modules/@tensorflow/tfjs-node with a native binding (see build-tfjs-node.sh); --quick trains a tenth of the epochs.
import { execFileSync } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { LstmModel } from '@ad/models';
import { machine } from '../../measure.mjs';
import { makeRows, problem, time } from './problem.mjs';

const { values: given } = parseArgs({
  options: {
    'tfjs-node': { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const { windows, sequenceLength, features, units, batchSize, learningRate } = problem;
const epochs = given.quick ? 5 : 50;
const options = {
  sequenceLength,
  units,
  batchSize,
  learningRate,
  epochs,
  patience: epochs,
  forecaster: 'lstm',
};

async function measureOurs() {
  // A fifth of the windows is held out to stop by, so that as many as the peers get are left to learn from; no early stop.
  const rows = makeRows(sequenceLength + windows / 0.8);
  const firstTrainMs = await time(1, () => new LstmModel(options).train(rows));
  const trainMs = await time(7, () => new LstmModel(options).train(rows));
  const model = await new LstmModel(options).train(rows);
  const stream = model.createStream();
  const push = () => {
    for (let i = 0; i < 2000; i++) stream.push(rows[i % rows.length]);
  };
  push();
  push();
  const rowUs = ((await time(9, push)) / 2000) * 1000;
  return { name: '@ad/models builtin', trainMs, rowUs, firstTrainMs };
}

function measurePeer(name, ...parameters) {
  const script = fileURLToPath(new URL('peer-tfjs.mjs', import.meta.url));
  const output = execFileSync(process.execPath, [script, ...parameters], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { name, ...JSON.parse(output.toString().trim().split('\n').at(-1)) };
}

async function measureEventLoop() {
  const rows = makeRows(10_000);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const trainMs = await time(1, () =>
    new LstmModel({ ...options, epochs: 10 }).train(rows, { background: true }),
  );
  delay.disable();
  return { trainMs, p99Ms: delay.percentile(99) / 1e6, maxMs: delay.max / 1e6 };
}

const ours = await measureOurs();
const eventLoop = await measureEventLoop();
const results = [
  ours,
  measurePeer('tfjs wasm', 'wasm', String(epochs)),
  measurePeer('tfjs cpu', 'cpu', String(epochs)),
  ...(given['tfjs-node'] ? [measurePeer('tfjs-node', 'tensorflow', String(epochs), given['tfjs-node'])] : []),
  // Once more at the end: a shared machine may have changed meanwhile.
  { ...(await measureOurs()), name: '@ad/models again' },
];

if (given.json) {
  process.stdout.write(`${JSON.stringify({ machine, problem, epochs, results, eventLoop }, null, 2)}\n`);
} else {
  const ratio = (value, base) => `${(value / base).toFixed(1)}x`.padStart(9);
  const lines = results.map(
    ({ name, trainMs, rowUs }) =>
      `${name.padEnd(20)} train ${trainMs.toFixed(0).padStart(7)} ms ${ratio(trainMs, ours.trainMs)}` +
      `   one row ${rowUs.toFixed(1).padStart(9)} us ${ratio(rowUs, ours.rowUs)}`,
  );
  process.stdout.write(
    [
      `LSTM(${units}), ${windows} windows of ${sequenceLength} x ${features}, ${epochs} epochs, batches of ${batchSize}`,
      `${machine}, TensorFlow.js ${JSON.stringify(results[1].version)}`,
      '',
      ...lines,
      '',
      `first training of the process ${ours.firstTrainMs.toFixed(0)} ms`,
      `event loop during ${eventLoop.trainMs.toFixed(0)} ms of background training: ` +
        `p99 ${eventLoop.p99Ms.toFixed(1)} ms, longest ${eventLoop.maxMs.toFixed(1)} ms`,
      '',
    ].join('\n'),
  );
}
