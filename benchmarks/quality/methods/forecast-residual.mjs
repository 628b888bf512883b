const lags = 10;
const ridge = 100;
const limit = 20;
const smoothing = 0.1;

/** A ridge vector autoregression; the score is the root mean square of its residuals, each in its training standard deviation. */
export const var10 = {
  name: 'VAR(10) residual',
  score: (split) => residuals(split),
};

/** Its exponentially weighted average: late, but steady through long incidents. */
export const smoothedVar10 = {
  name: 'VAR(10) residual, EWMA',
  score(split) {
    const { train, test } = residuals(split);
    return { train: smooth(train), test: smooth(test) };
  },
};

const fitted = new WeakMap();

function residuals({ train, test }) {
  if (!fitted.has(train)) fitted.set(train, fit(train));
  const forecaster = fitted.get(train);
  const both = standardize(concatenate(train, test), forecaster);
  const scores = scoreRows(both, forecaster);
  return { train: scores.slice(0, train.rows), test: scores.slice(train.rows) };
}

function smooth(scores) {
  let average = Number.NaN;
  return scores.map((score) => {
    if (Number.isNaN(average)) average = score;
    else average += smoothing * (score - average);
    return average;
  });
}

function concatenate(a, b) {
  const data = new Float64Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  return { data, rows: a.rows + b.rows, columns: a.columns };
}

function momentsOf({ data, rows, columns }) {
  const mean = new Float64Array(columns);
  const deviation = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) mean[i % columns] += data[i] / rows;
  for (let i = 0; i < data.length; i++) deviation[i % columns] += (data[i] - mean[i % columns]) ** 2 / rows;
  return { mean, deviation: deviation.map((value) => Math.sqrt(value) || 1) };
}

function standardize({ data, rows, columns }, { mean, deviation }) {
  const z = data.map((value, i) =>
    Math.max(-limit, Math.min(limit, (value - mean[i % columns]) / deviation[i % columns])),
  );
  return { data: z, rows, columns };
}

function fit(train) {
  const moments = momentsOf(train);
  const { data, rows, columns } = standardize(train, moments);
  const inputs = lags * columns;
  // The lags of row i are the `inputs` numbers before it: no copy is needed.
  const gram = new Float64Array(inputs * inputs);
  const products = new Float64Array(inputs * columns);
  for (let i = lags; i < rows; i++) {
    const x = data.subarray((i - lags) * columns, i * columns);
    const y = data.subarray(i * columns, (i + 1) * columns);
    for (let a = 0; a < inputs; a++) {
      const value = x[a];
      if (value === 0) continue;
      for (let b = 0, to = a * inputs; b <= a; b++) gram[to + b] += value * x[b];
      for (let j = 0, to = a * columns; j < columns; j++) products[to + j] += value * y[j];
    }
  }
  for (let a = 0; a < inputs; a++) gram[a * inputs + a] += ridge;
  solve(gram, products, inputs, columns);
  const forecaster = { ...moments, weights: products, scale: new Float64Array(columns).fill(1) };
  const squares = new Float64Array(columns);
  eachResidual({ data, rows, columns }, forecaster, (j, residual) => {
    squares[j] += residual * residual;
  });
  forecaster.scale = squares.map((sum) => Math.sqrt(sum / Math.max(1, rows - lags)) || 1);
  return forecaster;
}

function eachResidual({ data, rows, columns }, { weights }, visit) {
  const forecast = new Float64Array(columns);
  for (let i = lags; i < rows; i++) {
    forecast.fill(0);
    for (let a = 0, from = (i - lags) * columns; a < lags * columns; a++) {
      const value = data[from + a];
      if (value === 0) continue;
      for (let j = 0, at = a * columns; j < columns; j++) forecast[j] += value * weights[at + j];
    }
    for (let j = 0; j < columns; j++) visit(j, data[i * columns + j] - forecast[j], i);
  }
}

function scoreRows(matrix, forecaster) {
  const scores = new Float64Array(matrix.rows).fill(Number.NaN, 0, lags);
  eachResidual(matrix, forecaster, (j, residual, i) => {
    scores[i] += Math.min(limit, Math.abs(residual) / forecaster.scale[j]) ** 2 / matrix.columns;
  });
  return scores.map(Math.sqrt);
}

/** Cholesky, in place: the lower triangle of `a` is factored, the columns of `b` become the solutions. */
function solve(a, b, n, columns) {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = i === j ? Math.sqrt(sum) : sum / a[j * n + j];
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++)
      for (let c = 0; c < columns; c++) b[i * columns + c] -= a[i * n + k] * b[k * columns + c];
    for (let c = 0; c < columns; c++) b[i * columns + c] /= a[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++)
      for (let c = 0; c < columns; c++) b[i * columns + c] -= a[k * n + i] * b[k * columns + c];
    for (let c = 0; c < columns; c++) b[i * columns + c] /= a[i * n + i];
  }
}
