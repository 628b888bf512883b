import { factorRow, solveFactored } from '../cholesky.js';

/** How many past rows a forecast looks at. */
export const lags = 3;

const ownRidge = 10;
const coupledRidge = 100;
/** A forecast from all features needs this many rows per coefficient of one feature. */
const rowsPerCoefficient = 100;
/** Beyond this (about 85 features) the normal equations take too long to solve between two samples. */
const mostCoefficients = 256;

/**
 * Linear forecasts of the next row from the last three: each feature from itself and, when there are rows enough for it, from
 * all features; the forecast is then the mean of both. Rows are standardized, `NaN` where missing.
 */
export interface Autoregression {
  /** Per feature: coefficients of its own lags, the latest first, then the intercept. */
  readonly own: Float64Array;
  /** Per lag and feature a row of coefficients for all targets, then the intercepts; empty when there were too few rows. */
  readonly coupled: Float64Array;
}

/** Fits by ridge regression, intercepts unpenalized. Cost: O(rows * (3 features)^2) when coupled, 0.3 s for 28,000 x 38. */
export function fitAutoregression(z: Float64Array, rows: number, features: number): Autoregression {
  const own = new Float64Array(features * (lags + 1));
  for (let j = 0; j < features; j++) {
    own.set(regress(z, rows, features, [j], ownRidge), j * (lags + 1));
  }
  const terms = lags * features;
  const isCoupled = features > 1 && rows >= rowsPerCoefficient * terms && terms <= mostCoefficients;
  if (!isCoupled) return { own, coupled: new Float64Array(0) };
  const all = Array.from({ length: features }, (_, j) => j);
  return { own, coupled: regress(z, rows, features, all, coupledRidge) };
}

/** Writes the forecast of the next row; `past` holds the last rows, the latest first, without gaps. */
export function forecast({ own, coupled }: Autoregression, past: Float64Array, out: Float64Array): void {
  const features = out.length;
  for (let j = 0, k = 0; j < features; j++, k += lags + 1) {
    out[j] =
      own[k + 3] + own[k] * past[j] + own[k + 1] * past[features + j] + own[k + 2] * past[2 * features + j];
  }
  if (coupled.length === 0) return;
  const intercepts = past.length * features;
  for (let j = 0; j < features; j++) out[j] = 0.5 * (out[j] + coupled[intercepts + j]);
  for (let k = 0, start = 0; k < past.length; k++, start += features) {
    const value = 0.5 * past[k];
    for (let j = 0; j < features; j++) out[j] += value * coupled[start + j];
  }
}

/**
 * Coefficients of all targets on the lags of all predictors, then the intercepts; windows with a missing value are left out. Sums are
 * centred afterwards, which standardized rows allow.
 */
function regress(
  z: Float64Array,
  rows: number,
  features: number,
  columns: readonly number[],
  ridge: number,
): Float64Array {
  const targets = columns.length;
  const terms = lags * targets;
  const window = new Float64Array(terms + targets);
  const sums = new Float64Array(terms + targets);
  const products = new Float64Array(terms * terms);
  const withTargets = Array.from(columns, () => new Float64Array(terms));
  let count = 0;
  for (let i = lags; i < rows; i++) {
    let total = 0;
    for (let lag = 1, k = 0; lag <= lags + 1; lag++) {
      // The lags, then the row itself.
      const row = (lag > lags ? i : i - lag) * features;
      for (let c = 0; c < targets; c++, k++) {
        const value = z[row + columns[c]];
        window[k] = value;
        total += value;
      }
    }
    if (Number.isNaN(total)) continue;
    count++;
    for (let k = 0; k < window.length; k++) sums[k] += window[k];
    for (let k = 0, p = 0; k < terms; k++, p = k * terms) {
      const value = window[k];
      for (let l = 0; l <= k; l++) products[p + l] += value * window[l];
    }
    for (let t = 0; t < targets; t++) {
      const value = window[terms + t];
      const sum = withTargets[t];
      for (let k = 0; k < terms; k++) sum[k] += value * window[k];
    }
  }
  const mean = (k: number): number => sums[k] / Math.max(1, count);
  for (let k = 0; k < terms; k++) {
    for (let l = 0; l <= k; l++) products[k * terms + l] -= count * mean(k) * mean(l);
    products[k * terms + k] += ridge;
  }
  for (let k = 0; k < terms; k++) factorRow(products, terms, k);

  const result = new Float64Array((terms + 1) * targets);
  withTargets.forEach((coefficients, t) => {
    for (let k = 0; k < terms; k++) coefficients[k] -= count * mean(k) * mean(terms + t);
    solveFactored(products, terms, coefficients);
    let intercept = mean(terms + t);
    for (let k = 0; k < terms; k++) {
      result[k * targets + t] = coefficients[k];
      intercept -= coefficients[k] * mean(k);
    }
    result[terms * targets + t] = intercept;
  });
  return result;
}
