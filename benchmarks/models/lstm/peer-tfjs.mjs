// One peer in a process of its own (copies of TensorFlow.js share global state): `node peer-tfjs.mjs BACKEND EPOCHS [DIR]`,
// where BACKEND is cpu, wasm or tensorflow (tfjs-node, found in DIR). Prints its figures as JSON.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { makeRows, problem, time } from './problem.mjs';

const [backend, epochs, directory] = process.argv.slice(2);
const { windows, sequenceLength, features, units, batchSize, learningRate } = problem;
const require = createRequire(directory ? join(resolve(directory), 'index.js') : import.meta.url);
const tf = require(backend === 'tensorflow' ? '@tensorflow/tfjs-node' : '@tensorflow/tfjs');
if (backend === 'wasm') {
  require('@tensorflow/tfjs-backend-wasm').setWasmPaths(
    join(require.resolve('@tensorflow/tfjs-backend-wasm'), '..', '/'),
  );
}
await tf.setBackend(backend);
await tf.ready();

const rows = makeRows(windows + sequenceLength);
const inputs = tf.tensor3d(Array.from({ length: windows }, (_, i) => rows.slice(i, i + sequenceLength)));
const targets = tf.tensor2d(rows.slice(sequenceLength));

function build() {
  const model = tf.sequential({
    layers: [
      tf.layers.lstm({
        units,
        inputShape: [sequenceLength, features],
        recurrentActivation: 'sigmoid',
        recurrentInitializer: 'glorotUniform',
      }),
      tf.layers.dense({ units: features }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(learningRate), loss: 'meanSquaredError' });
  return model;
}

await build().fit(inputs, targets, { epochs: 1, batchSize, verbose: 0 });
const model = build();
const trainMs = await time(1, () =>
  model.fit(inputs, targets, { epochs: Number(epochs), batchSize, verbose: 0 }),
);
const one = inputs.slice([0, 0, 0], [1, sequenceLength, features]);
const predict = () => {
  for (let i = 0; i < 20; i++) tf.tidy(() => model.predict(one).dataSync());
};
predict();
predict();
const rowUs = ((await time(5, predict)) / 20) * 1000;
process.stdout.write(`\n${JSON.stringify({ version: tf.version.tfjs ?? tf.version, trainMs, rowUs })}\n`);
