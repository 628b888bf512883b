import { quantile } from '../quantile.js';
import { type Autoregression, fitAutoregression, forecast, lags } from './autoregression.js';
import type { DailyProfile } from './daily-profile.js';
import type { FeatureRule } from './feature-rules.js';
import type { ForecastState } from './forecast-state.js';
import { ForecastStream, farthest } from './forecast-stream.js';
import type { TimedRows } from './history.js';

// The least standard deviation is this share of a feature's full scale.
const leastDeviation = 0.005;
const leastScale = 0.1;
const leastUsualSurprise = 0.5;
/** How many of the last rows tell how surprising rows usually are. */
const mostSurprises = 10_000;

/** Learns what is usual. `profile` is read, not changed. Cost: as {@link fitAutoregression}. */
export function fitForecast(
  rows: TimedRows,
  rules: readonly FeatureRule[],
  profile: DailyProfile,
): ForecastState {
  const features = rules.length;
  const { means, deviations, isFloored } = moments(rows.values, rules);
  const z = standardize(rows.values, means, deviations);
  const count = rows.times.length;
  const medians = columnwise(z, features, (values) => quantile(values.sort(), 0.5) || 0);
  const autoregression = fitAutoregression(z, count, features);
  const errors = forecastErrors(z, count, autoregression, features);
  const displacements = displacementsOf(rows.times, z, { means, deviations, medians }, profile);
  const residualScale = columnwise(errors, features, (values, j) => {
    const spread = deviation(values);
    for (let i = 0; i < values.length; i++) values[i] = Math.abs(values[i]);
    const high = quantile(values.sort(), 0.99) / 2.576;
    return Math.max(isFloored[j] ? 1 : leastScale, high || 0, 0.5 * spread);
  });
  const displacementScale = columnwise(displacements, features, (values, j) =>
    Math.max(isFloored[j] ? 1 : leastScale, deviation(values)),
  );
  const state = {
    interval: typicalInterval(rows.times),
    means,
    deviations,
    medians,
    lowest: columnwise(rows.values, features, (seen) =>
      seen.reduce((a, b) => Math.min(a, b), Number.MAX_VALUE),
    ),
    highest: columnwise(rows.values, features, (seen) =>
      seen.reduce((a, b) => Math.max(a, b), -Number.MAX_VALUE),
    ),
    autoregression,
    residualScale,
    displacementScale,
    usualSurprise: 1,
  };
  return { ...state, usualSurprise: usualSurprise(state, rows, profile, rules) };
}

/** The state for rows that come at another interval: each feature is then expected where it usually is. */
export function atInterval(state: ForecastState, interval: number): ForecastState {
  const own = new Float64Array(state.autoregression.own.length);
  state.medians.forEach((median, j) => {
    own[j * (lags + 1) + lags] = median;
  });
  return {
    ...state,
    interval,
    autoregression: { own, coupled: new Float64Array(0) },
    residualScale: state.displacementScale,
  };
}

/** Median time between two rows. */
export function typicalInterval(times: Float64Array): number {
  const steps = times.subarray(1).map((time, i) => time - times[i]);
  return quantile(steps.filter((step) => step > 0).sort(), 0.5) || 1000;
}

function moments(values: Float64Array, rules: readonly FeatureRule[]) {
  const deviations = new Float64Array(rules.length);
  const isFloored: boolean[] = [];
  const means = columnwise(values, rules.length, (seen, j) => {
    let largest = 1;
    for (let i = 0; i < seen.length; i++) largest = Math.max(largest, Math.abs(seen[i]));
    const floor = leastDeviation * (rules[j].fullScale ?? largest);
    const spread = deviation(seen);
    isFloored.push(spread <= floor);
    deviations[j] = seen.length === 0 ? 0 : Math.max(spread, floor);
    return mean(seen);
  });
  return { means, deviations, isFloored };
}

function standardize(values: Float64Array, means: Float64Array, deviations: Float64Array): Float64Array {
  const z = new Float64Array(values.length);
  for (let i = 0, j = 0; i < z.length; i++, j = j + 1 === means.length ? 0 : j + 1) {
    z[i] = Math.min(farthest, Math.max(-farthest, (values[i] - means[j]) / deviations[j]));
  }
  return z;
}

function forecastErrors(
  z: Float64Array,
  rows: number,
  autoregression: Autoregression,
  features: number,
): Float64Array {
  const errors = new Float64Array(z.length).fill(Number.NaN);
  const past = new Float64Array(lags * features);
  const expected = new Float64Array(features);
  for (let i = 1; i < rows; i++) {
    past.copyWithin(features, 0);
    for (let j = 0; j < features; j++) past[j] = z[(i - 1) * features + j];
    if (i < lags) continue;
    forecast(autoregression, past, expected);
    for (let j = 0; j < features; j++) errors[i * features + j] = z[i * features + j] - expected[j];
  }
  return errors;
}

function displacementsOf(
  times: Float64Array,
  z: Float64Array,
  { means, deviations, medians }: Pick<ForecastState, 'means' | 'deviations' | 'medians'>,
  profile: DailyProfile,
): Float64Array {
  const features = means.length;
  const season = new Float64Array(features);
  const displacements = new Float64Array(z.length);
  const hasSeason = profile.isKnown;
  for (let i = 0; i < times.length; i++) {
    if (hasSeason) profile.at(times[i], season);
    for (let j = 0; j < features; j++) {
      const level = hasSeason ? (season[j] - means[j]) / deviations[j] : medians[j];
      displacements[i * features + j] = z[i * features + j] - level;
    }
  }
  return displacements;
}

/** Mean surprise over the rows, the largest cut off so that an incident among them does not count. */
function usualSurprise(
  state: ForecastState,
  { times, values }: TimedRows,
  profile: DailyProfile,
  rules: readonly FeatureRule[],
): number {
  const features = rules.length;
  const stream = new ForecastStream(state, profile, rules);
  const first = Math.max(0, times.length - mostSurprises);
  const surprises = Float64Array.from(times.subarray(first), (time, i) =>
    stream.push(time, values.subarray((first + i) * features, (first + i + 1) * features)),
  ).filter(Number.isFinite);
  const most = 10 * Math.max(0.05, quantile(surprises.slice().sort(), 0.5) || 0);
  const mean = surprises.reduce((sum, surprise) => sum + Math.min(surprise, most), 0) / surprises.length;
  return Math.max(leastUsualSurprise, mean || 0);
}

/** What `measure` gives for the finite values of each column, which it may change. */
function columnwise(
  values: Float64Array,
  features: number,
  measure: (values: Float64Array, j: number) => number,
): Float64Array {
  const column = new Float64Array(Math.ceil(values.length / features));
  const result = new Float64Array(features);
  for (let j = 0; j < features; j++) {
    let length = 0;
    for (let k = j; k < values.length; k += features) {
      if (Number.isFinite(values[k])) column[length++] = values[k];
    }
    result[j] = measure(column.subarray(0, length), j);
  }
  return result;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / Math.max(1, values.length);
}

function deviation(values: Float64Array): number {
  const center = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - center) ** 2;
  return Math.sqrt(squares / Math.max(1, values.length));
}
