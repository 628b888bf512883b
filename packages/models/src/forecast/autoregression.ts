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

/** Fits by ridge regression, intercepts unpenalized. Cost: O(rows * (4 features)^2 / 2) when coupled, 0.5 s for 28,000 x 38. */
export function fitAutoregression(z: Float64Array, rows: number, features: number): Autoregression {
  const own = new Float64Array(features * (lags + 1));
  const column = new Float64Array(rows);
  for (let j = 0; j < features; j++) {
    for (let i = 0; i < rows; i++) column[i] = z[i * features + j];
    own.set(regress(column, rows, 1, ownRidge), j * (lags + 1));
  }
  const terms = lags * features;
  const isCoupled = features > 1 && rows >= rowsPerCoefficient * terms && terms <= mostCoefficients;
  return { own, coupled: isCoupled ? regress(z, rows, features, coupledRidge) : new Float64Array(0) };
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
  // Three rows of coefficients at once read and write the forecast a third as often.
  for (let k = 0; k < past.length; k += lags) {
    const [first, second, third] = [k * features, (k + 1) * features, (k + 2) * features];
    const [a, b, c] = [0.5 * past[k], 0.5 * past[k + 1], 0.5 * past[k + 2]];
    for (let j = 0; j < features; j++) {
      out[j] += a * coupled[first + j] + b * coupled[second + j] + c * coupled[third + j];
    }
  }
}

/** So many windows are summed at once: sums are then read and written a quarter as often. */
const blockSize = 4;

/**
 * Coefficients of all features on the lags of all, the latest first, then the intercepts; windows with a missing value are left
 * out. Sums are centred afterwards, which standardized rows allow.
 */
function regress(z: Float64Array, rows: number, features: number, ridge: number): Float64Array {
  const terms = lags * features;
  const { sums, products, count } = sumWindows(z, rows, features);
  const size = sums.length;
  const mean = (k: number): number => sums[k] / Math.max(1, count);
  const covariance = (k: number, l: number): number => products[k * size + l] - count * mean(k) * mean(l);
  const factors = new Float64Array(terms * terms);
  for (let k = 0; k < terms; k++) {
    for (let l = 0; l <= k; l++) factors[k * terms + l] = covariance(k, l);
    factors[k * terms + k] += ridge;
    factorRow(factors, terms, k);
  }
  const result = new Float64Array((terms + 1) * features);
  const coefficients = new Float64Array(terms);
  for (let t = 0; t < features; t++) {
    for (let k = 0; k < terms; k++) coefficients[k] = covariance(terms + t, k);
    solveFactored(factors, terms, coefficients);
    let intercept = mean(terms + t);
    for (let k = 0; k < terms; k++) {
      // Windows begin with the oldest row.
      const lag = lags - 1 - Math.floor(k / features);
      result[(lag * features + (k % features)) * features + t] = coefficients[k];
      intercept -= coefficients[k] * mean(k);
    }
    result[terms * features + t] = intercept;
  }
  return result;
}

/** Sums over all windows of four rows, and of the products of each two of their values (lower triangle). */
function sumWindows(z: Float64Array, rows: number, features: number) {
  const size = (lags + 1) * features;
  const sums = new Float64Array(size);
  const products = new Float64Array(size * size);
  const block = Array.from({ length: blockSize }, () => new Float64Array(size));
  let count = 0;
  let complete = 0;
  for (let i = 0; i < rows; i++) {
    complete = isComplete(z, i * features, features) ? complete + 1 : 0;
    if (complete <= lags) continue;
    const window = block[count % blockSize];
    for (let k = 0, from = (i - lags) * features; k < size; k++, from++) {
      window[k] = z[from];
      sums[k] += z[from];
    }
    count++;
    if (count % blockSize === 0) addProducts(products, block);
  }
  for (const unused of block.slice(count % blockSize)) unused.fill(0);
  if (count % blockSize > 0) addProducts(products, block);
  return { sums, products, count };
}

function isComplete(z: Float64Array, start: number, features: number): boolean {
  for (let k = start; k < start + features; k++) if (Number.isNaN(z[k])) return false;
  return true;
}

function addProducts(products: Float64Array, [a, b, c, d]: readonly Float64Array[]): void {
  for (let k = 0, p = 0; k < a.length; k++, p = k * a.length) {
    const [ak, bk, ck, dk] = [a[k], b[k], c[k], d[k]];
    for (let l = 0; l <= k; l++) products[p + l] += ak * a[l] + bk * b[l] + ck * c[l] + dk * d[l];
  }
}
