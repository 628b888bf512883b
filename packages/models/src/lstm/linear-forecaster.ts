import { factorRow, solveFactored } from '../cholesky.js';
import type { FitContext } from '../model/training.js';
import type { Forecaster } from './forecaster.js';
import type { ScaledRows } from './scaling.js';

/** How many past rows a linear forecast looks at. */
export const lags = 3;

const vectorRidge = 100;
const singleRidge = 10;
/** A forecast from all columns needs this many rows per coefficient; with fewer, each column is forecast from itself. */
const rowsPerCoefficient = 100;
/** Beyond this (100 columns) the normal equations would take longer than the network. */
const maximumCoefficients = 300;

/** A vector autoregression, or one autoregression per column when `coupled` is false. */
export interface LinearWeights {
  readonly coupled: boolean;
  /** Per column to forecast: of each lag (the latest first) all columns' coefficients, or only its own. */
  readonly coefficients: Float64Array;
}

/** Number of coefficients per forecast column. */
export function linearTerms(coupled: boolean, features: number): number {
  return coupled ? lags * features : lags;
}

/**
 * Fits by ridge regression on scaled rows (whose means are 0, so that there is no intercept). Cost: O(rows * terms^2), about
 * 0.7 s for 28,000 rows of 38 columns.
 */
export async function fitLinear(
  { rows, features, inputs }: ScaledRows,
  context: Pick<FitContext, 'turn'>,
): Promise<LinearWeights> {
  const terms = lags * features;
  const coupled = rows >= rowsPerCoefficient * terms && terms <= maximumCoefficients;
  if (coupled) {
    const columns = Array.from({ length: features }, (_, j) => j);
    const coefficients = await regress(inputs, rows, features + 1, columns, columns, vectorRidge, context);
    return { coupled, coefficients };
  }
  const coefficients = new Float64Array(features * lags);
  for (let j = 0; j < features; j++) {
    const own = await regress(inputs, rows, features + 1, [j], [j], singleRidge, context);
    coefficients.set(own, j * lags);
  }
  return { coupled, coefficients };
}

/** Coefficients of all targets on the lags of all predictors; they share one factored matrix. */
async function regress(
  inputs: Float32Array,
  rows: number,
  stride: number,
  predictors: readonly number[],
  targets: readonly number[],
  ridge: number,
  context: Pick<FitContext, 'turn'>,
): Promise<Float64Array> {
  const terms = lags * predictors.length;
  const products = new Float64Array(terms * terms);
  const withTargets = new Float64Array(targets.length * terms);
  const past = new Float64Array(terms);
  for (let i = lags; i < rows; i++) {
    for (let lag = 0, k = 0; lag < lags; lag++) {
      const row = (i - 1 - lag) * stride;
      for (const column of predictors) past[k++] = inputs[row + column];
    }
    for (let k = 0; k < terms; k++) {
      const value = past[k];
      if (value === 0) continue;
      for (let l = 0, p = k * terms; l <= k; l++) products[p + l] += value * past[l];
    }
    for (const [t, column] of targets.entries()) {
      const value = inputs[i * stride + column];
      if (value === 0) continue;
      for (let k = 0, p = t * terms; k < terms; k++) withTargets[p + k] += value * past[k];
    }
    if (i % 64 === 0) {
      const turn = context.turn();
      if (turn) await turn;
    }
  }
  for (let k = 0; k < terms; k++) products[k * terms + k] += ridge;
  for (let k = 0; k < terms; k++) {
    factorRow(products, terms, k);
    const turn = context.turn();
    if (turn) await turn;
  }
  for (let t = 0; t < targets.length; t++) {
    solveFactored(products, terms, withTargets.subarray(t * terms, (t + 1) * terms));
  }
  return withTargets;
}

/** Forecasts with a linear model. Cost of a row: 0.2 us with 5 columns, 6 us with 38 coupled ones. */
export function createLinearForecaster(
  { coupled, coefficients }: LinearWeights,
  features: number,
): Forecaster {
  const terms = linearTerms(coupled, features);
  return {
    start() {
      const forecast = new Float64Array(features);
      const past = new Float64Array(lags * features);
      return {
        forecast,
        see(row) {
          past.copyWithin(features, 0);
          past.set(row);
          for (let j = 0; j < features; j++) {
            forecast[j] = coupled
              ? product(coefficients, j * terms, past, 0, 1, terms)
              : product(coefficients, j * terms, past, j, features, terms);
          }
        },
      };
    },
  };
}

/**
 * Sum of products of `count` numbers of `a` (a multiple of 3, as the lags are) and those of `b` that stand `stride` apart. Three
 * sums at a time: each addition waits for the one before it.
 */
function product(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  stride: number,
  count: number,
): number {
  let [sum0, sum1, sum2] = [0, 0, 0];
  for (let i = aStart, k = bStart; i < aStart + count; i += 3, k += 3 * stride) {
    sum0 += a[i] * b[k];
    sum1 += a[i + 1] * b[k + stride];
    sum2 += a[i + 2] * b[k + 2 * stride];
  }
  return sum0 + sum1 + sum2;
}
