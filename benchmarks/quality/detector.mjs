import { StreamingDetector } from '@ad/models';
import { trainOnce } from './methods/models.mjs';

/** Whether this version's detector forecasts by itself and learns from history; without that it has no row. */
export const isAvailable = typeof StreamingDetector.prototype.learn === 'function';

/** The detector as it comes, with nothing trained beside it. */
export const detector = {
  name: 'StreamingDetector',
  isOurs: true,
  isDetector: true,
  score: (split) => observeTwice(split, () => []),
};

/** The same with all three models, trained on the same rows. */
export const fullDetector = {
  name: 'StreamingDetector with three models',
  isOurs: true,
  isDetector: true,
  needsTraining: true,
  isSlow: true,
  score: (split) => observeTwice(split, trainModels),
};

async function trainModels({ train, seed }) {
  const kinds = ['isolation', 'randomUniform', 'lstm'];
  return Promise.all(kinds.map((kind) => trainOnce(kind, train, seed)));
}

/** Once for each target, because the threshold depends on it; the scores do not. */
async function observeTwice(split, models) {
  // What a model calls the columns of bare rows.
  const names = Array.from({ length: split.test.columns }, (_, j) => `feature_${j}`);
  const given = await models(split);
  const [loose, strict] = [0.01, 0.001].map((targetRate) => observe(split, names, given, targetRate));
  // NAB puts one threshold over all series: what can be compared between them is the score in units of its own threshold.
  const scores = split.train === undefined ? strict.ratios : loose.scores;
  return { test: scores, decisions: { 0.01: loose, 0.001: strict } };
}

function observe({ train, test, timestamps }, names, models, targetRate) {
  const streaming = new StreamingDetector({ models, targetRate });
  const rows = train === undefined ? 0 : train.rows;
  const sample = ({ data, columns }, i, timestamp) => ({
    timestamp,
    host: 'benchmark',
    values: Object.fromEntries(names.map((name, j) => [name, data[i * columns + j]])),
  });
  for (let i = 0; i < rows; i++) streaming.learn(sample(train, i, timestamps(i)));
  const scores = new Float64Array(test.rows);
  const ratios = new Float64Array(test.rows);
  const above = new Uint8Array(test.rows);
  const firing = new Uint8Array(test.rows);
  for (let i = 0; i < test.rows; i++) {
    const { score, threshold, isAnomaly } = streaming.observe(sample(test, i, timestamps(rows + i)));
    scores[i] = score;
    ratios[i] = Number.isNaN(score) ? 0 : score / threshold;
    above[i] = score > threshold ? 1 : 0;
    firing[i] = isAnomaly ? 1 : 0;
  }
  return { scores, ratios, above, firing };
}
