import { createRandom } from '@ad/models';

/** Scores that know nothing: what every other row has to beat. */
export const random = {
  name: 'random',
  seeds: 5,
  isStatic: true,
  score({ train, test, seed }) {
    const source = createRandom(seed);
    const draw = ({ rows }) => Float64Array.from({ length: rows }, () => source.uniform());
    return { train: draw(train), test: draw(test) };
  },
};

export const constant = {
  name: 'constant',
  isStatic: true,
  score: ({ train, test }) => ({ train: new Float64Array(train.rows), test: new Float64Array(test.rows) }),
};

/**
 * The largest distance of a value from its column's training median, in 1.4826 median absolute deviations, but at least a tenth of
 * the standard deviation and 0.5 % of the largest absolute value, or 1 for all zeros.
 */
export const robustZ = {
  name: 'robust z',
  isStatic: true,
  score({ train, test }) {
    const columns = Array.from({ length: train.columns }, (_, j) => scaleOf(train, j));
    return { train: distances(train, columns), test: distances(test, columns) };
  },
};

function scaleOf({ data, rows, columns }, j) {
  const values = Float64Array.from({ length: rows }, (_, i) => data[i * columns + j]).sort();
  const median = values[rows >> 1];
  const deviations = values.map((value) => Math.abs(value - median)).sort();
  const mean = values.reduce((sum, value) => sum + value, 0) / rows;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows);
  const floor =
    Math.max(0.1 * deviation, 0.005 * Math.max(Math.abs(values[0]), Math.abs(values[rows - 1]))) || 1;
  return { median, scale: Math.max(1.4826 * deviations[rows >> 1], floor) };
}

function distances({ data, rows, columns }, scales) {
  const scores = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const { median, scale } = scales[j];
      scores[i] = Math.max(scores[i], Math.abs(data[i * columns + j] - median) / scale);
    }
  }
  return scores;
}
