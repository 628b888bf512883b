import { strayRows } from '../trim-baseline.js';
import { DailyProfile } from './daily-profile.js';
import { type FeatureRule, smallestRange } from './feature-rules.js';
import { fitForecast } from './fit-forecast.js';
import type { ForecastState } from './forecast-state.js';
import { ForecastStream } from './forecast-stream.js';
import type { HistoryState, TimedRows } from './history.js';
import { SurpriseScore } from './surprise-score.js';

/** Up to this many rows, single bursts are not learned from. */
const shortHistory = 400;
/** This share of the rows is scored by what was learned from those before, to see how scores of new rows lie. */
const heldOut = 0.3;

/** What was learned from a history. */
export interface Learned {
  readonly forecast: ForecastState;
  readonly profile: DailyProfile;
  /** Where the scoring of the last row has left them. */
  readonly stream: ForecastStream;
  readonly surprise: SurpriseScore;
  /** Per row, the score that it would have got had it been new. */
  readonly scores: Float64Array;
}

/** Learns from rows, rates in place of counters. `profile` is that of an earlier learning, and is not changed. */
export function learnHistory(
  history: HistoryState,
  rules: readonly FeatureRule[],
  profile: DailyProfile,
): Learned {
  const { times } = history;
  const rows = { times, values: withoutBursts(history, rules) };
  const known = Math.floor((1 - heldOut) * times.length);
  const earlier = fitForecast(learnedRows(rows, history.isLeftOut, known), rules, profile);
  const settled = Math.floor(known / 2);
  const outOfSample = scoreRows(earlier, rows, rules, profile, settled).scores;
  const nextProfile = profileOf(rows, earlier);
  const forecast = fitForecast(learnedRows(rows, history.isLeftOut, times.length), rules, nextProfile);
  const { stream, surprise, scores } = scoreRows(forecast, rows, rules, nextProfile, 0);
  scores.set(outOfSample.subarray(known - settled), known);
  return { forecast, profile: nextProfile, stream, surprise, scores };
}

/** The rest of a long history outweighs a burst in it; in a short one it would be half of what is known. */
function withoutBursts({ times, values }: TimedRows, rules: readonly FeatureRule[]): Float64Array {
  if (times.length > shortHistory) return values;
  const kept = values.slice();
  for (const i of strayRows(values, rules.map(smallestRange))) markMissing(kept, i, rules.length);
  return kept;
}

/** The first `count` rows; those that were left out count as missing. */
function learnedRows({ times, values }: TimedRows, isLeftOut: Uint8Array, count: number): TimedRows {
  const features = values.length / times.length;
  const learned = values.slice(0, count * features);
  for (let i = 0; i < count; i++) if (isLeftOut[i] === 1) markMissing(learned, i, features);
  return { times: times.subarray(0, count), values: learned };
}

function markMissing(values: Float64Array, row: number, features: number): void {
  values.fill(Number.NaN, row * features, (row + 1) * features);
}

function profileOf({ times, values }: TimedRows, { interval, deviations }: ForecastState): DailyProfile {
  const features = deviations.length;
  const profile = new DailyProfile(features);
  for (let i = 0; i < times.length; i++) {
    profile.learn(times[i], values.subarray(i * features, (i + 1) * features), interval, deviations);
  }
  return profile;
}

/** Scores the rows from `first` on, as if they came now. */
function scoreRows(
  forecast: ForecastState,
  { times, values }: TimedRows,
  rules: readonly FeatureRule[],
  profile: DailyProfile,
  first: number,
): Pick<Learned, 'stream' | 'surprise' | 'scores'> {
  const features = rules.length;
  const stream = new ForecastStream(forecast, profile, rules);
  const surprise = new SurpriseScore(features, forecast.interval);
  const scores = Float64Array.from(times.subarray(first), (time, i) => {
    const start = (first + i) * features;
    const value = stream.push(time, values.subarray(start, start + features));
    return Number.isNaN(value) ? Number.NaN : surprise.push(value, stream.contributions);
  });
  return { stream, surprise, scores };
}
