// What StreamingDetector costs. Beside it, on the same samples and in turns, what a plain isolation forest takes to score and explain a
// row: where the machine is shared, the ratio says more than the microseconds.
//   node models/streaming/speed.mjs [--json]
import { parseArgs } from 'node:util';
import { createRandom, IsolationForestModel, StreamingDetector } from '@ad/models';
import { machine } from '../../measure.mjs';

const { values: given } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const interval = 60_000;
const baseline = 28_000;
const rounds = 20;
const perRound = 1000;

/** A daily rhythm and what is left of earlier noise, in all features. */
function createHost(features) {
  const random = createRandom(1);
  const names = Array.from({ length: features }, (_, j) => `feature_${j}`);
  const noise = new Float64Array(features);
  return (i) => {
    const values = {};
    names.forEach((name, j) => {
      noise[j] = 0.7 * noise[j] + random.uniform() + random.uniform() - 1;
      values[name] = 50 + 10 * Math.sin((2 * Math.PI * i) / 1440 + j) + noise[j];
    });
    return { timestamp: i * interval, host: 'host', values };
  };
}

/** Not that of measure.mjs, which awaits: that would be a good part of what is measured here. */
function milliseconds(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const quantile = (times, share) => times.sort((a, b) => a - b)[Math.floor(share * (times.length - 1))];
const kilobytes = (snapshot) => JSON.stringify(snapshot).length / 1000;

async function measure(features) {
  const host = createHost(features);
  const samples = Array.from({ length: baseline + rounds * perRound + 1 }, (_, i) => host(i));
  const detector = new StreamingDetector();
  const learnMs = milliseconds(() => {
    for (const sample of samples.slice(0, baseline)) detector.learn(sample);
  });
  const firstMs = milliseconds(() => detector.observe(samples[baseline]));
  const rows = samples.slice(0, 5000).map(({ values }) => Object.values(values));
  const forest = await new IsolationForestModel({ seed: 1 }).train(rows);

  const [observing, forestTimes] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const start = baseline + 1 + round * perRound;
    for (const sample of samples.slice(start, start + perRound)) {
      observing.push(milliseconds(() => detector.observe(sample)));
    }
    for (const row of rows.slice(0, perRound)) {
      forestTimes.push(
        milliseconds(() => {
          forest.scoreRow(row);
          forest.explain(row);
        }),
      );
    }
  }

  const learner = new StreamingDetector();
  let whileLearningKb = 0;
  samples.slice(0, 5200).forEach((sample, i) => {
    learner.observe(sample);
    if (i % 40 === 0) whileLearningKb = Math.max(whileLearningKb, kilobytes(learner.snapshot()));
  });
  return {
    features,
    learnMs,
    firstMs,
    observeUs: 1000 * quantile(observing, 0.5),
    observeP99Us: 1000 * quantile(observing, 0.99),
    forestUs: 1000 * quantile(forestTimes, 0.5),
    snapshotKb: kilobytes(learner.snapshot()),
    whileLearningKb,
  };
}

const results = [];
for (const features of [5, 38]) results.push(await measure(features));
if (given.json) {
  process.stdout.write(`${JSON.stringify({ machine, results })}\n`);
} else {
  for (const result of results) {
    const { features, learnMs, firstMs, observeUs, observeP99Us, forestUs, snapshotKb, whileLearningKb } =
      result;
    process.stdout.write(
      [
        `${features} features`,
        `  learn ${baseline} samples     ${learnMs.toFixed(0)} ms, then the first observe ${firstMs.toFixed(0)} ms`,
        `  observe                 p50 ${observeUs.toFixed(1)} us, p99 ${observeP99Us.toFixed(1)} us`,
        `  isolation forest, p50   ${forestUs.toFixed(1)} us to score and explain a row: ${(observeUs / forestUs).toFixed(2)} of it`,
        `  snapshot                ${snapshotKb.toFixed(1)} kB, while learning at most ${whileLearningKb.toFixed(0)} kB`,
        '',
      ].join('\n'),
    );
  }
}
