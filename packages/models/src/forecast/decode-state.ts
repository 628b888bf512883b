import { arrayField, damaged, decodeJson, integerField, isRecord } from '../codec.js';
import { lags } from './autoregression.js';
import type { CounterMemory } from './counters.js';
import { type DailyProfileState, slots } from './daily-profile.js';
import type { ForecastState } from './forecast-state.js';
import type { ForecastMemory } from './forecast-stream.js';
import { type ForecasterState, firstFit, longestHistory, steadySteps } from './forecaster.js';
import type { HistoryState } from './history.js';
import type { SurpriseMemory } from './surprise-score.js';

type Fields = Record<string, unknown>;

/**
 * Reads a {@link ForecasterState} that may come from anywhere: a file that was cut off, another version, another host's. Sizes, types
 * and ranges are checked, so that what it gives back can be gone on from.
 *
 * @throws ModelError `INVALID_MODEL`
 */
export function decodeForecasterState(json: unknown, features: number): ForecasterState {
  const state = fields('forecaster', decodeJson(json));
  const history = optional(state, 'history', (part) => decodeHistory(part, features));
  const blockScores = arrayField(state, 'blockScores', Float32Array);
  if (blockScores.length > (history?.times.length ?? 0))
    throw damaged('blockScores', 'no longer than history');
  const forecast = optional(state, 'forecast', (part) => decodeForecast(part, features));
  const times = arrayField(state, 'times', Float64Array);
  if (times.length > steadySteps) throw damaged('times', `at most ${steadySteps} elements long`);
  return {
    history,
    nextFit: integerField(state, 'nextFit', firstFit, 2 * longestHistory),
    blockScores,
    times,
    counters: optional(state, 'counters', (part) => decodeCounters(part, features)),
    profile: decodeProfile(fields('profile', state.profile), features),
    forecast,
    stream: optional(state, 'stream', (part) => decodeStream(part, features)),
    surprise: optional(state, 'surprise', (part) => decodeSurprise(part, features)),
  };
}

function decodeHistory(state: Fields, features: number): HistoryState {
  const times = arrayField(state, 'times', Float64Array);
  if (times.length > longestHistory) throw damaged('history', `at most ${longestHistory} rows long`);
  return {
    times,
    values: arrayField(state, 'values', Float64Array, times.length * features),
    isLeftOut: arrayField(state, 'isLeftOut', Uint8Array, times.length),
  };
}

function decodeCounters(state: Fields, features: number): CounterMemory {
  return {
    isCounter: arrayField(state, 'isCounter', Uint8Array, features),
    values: arrayField(state, 'values', Float64Array, features),
    times: arrayField(state, 'times', Float64Array, features),
  };
}

function decodeProfile(state: Fields, features: number): DailyProfileState {
  const days = arrayField(state, 'days', Float32Array, slots);
  if (!days.every(isSize)) throw damaged('days', 'finite and at least 0');
  return {
    means: arrayField(state, 'means', Float32Array, slots * features),
    days,
    seen: numberField(state, 'seen', isSize),
  };
}

function decodeForecast(state: Fields, features: number): ForecastState {
  const autoregression = fields('autoregression', state.autoregression);
  const coupled = finiteArray(autoregression, 'coupled');
  const coefficients = (lags * features + 1) * features;
  if (coupled.length !== 0 && coupled.length !== coefficients) {
    throw damaged('coupled', `0 or ${coefficients} elements long, not ${coupled.length}`);
  }
  return {
    interval: numberField(state, 'interval', isScale),
    means: finiteArray(state, 'means', features),
    deviations: finiteArray(state, 'deviations', features, isSize),
    medians: finiteArray(state, 'medians', features),
    lowest: finiteArray(state, 'lowest', features),
    highest: finiteArray(state, 'highest', features),
    autoregression: { own: finiteArray(autoregression, 'own', features * (lags + 1)), coupled },
    residualScale: finiteArray(state, 'residualScale', features, isScale),
    displacementScale: finiteArray(state, 'displacementScale', features, isScale),
    usualSurprise: numberField(state, 'usualSurprise', isScale),
  };
}

function decodeStream(state: Fields, features: number): ForecastMemory {
  return {
    past: finiteArray(state, 'past', lags * features),
    drift: finiteArray(state, 'drift', features),
    last: state.last === null ? null : numberField(state, 'last', Number.isFinite),
  };
}

function decodeSurprise(state: Fields, features: number): SurpriseMemory {
  return {
    energy: numberField(state, 'energy', isSize),
    prolonged: numberField(state, 'prolonged', isSize),
    energies: finiteArray(state, 'energies', features),
  };
}

function fields(what: string, value: unknown): Fields {
  if (!isRecord(value)) throw damaged(what, 'an object');
  return value;
}

function optional<Part>(state: Fields, field: string, decode: (part: Fields) => Part): Part | null {
  return state[field] === null ? null : decode(fields(field, state[field]));
}

function finiteArray(state: Fields, field: string, length?: number, test = Number.isFinite): Float64Array {
  const values = arrayField(state, field, Float64Array, length);
  if (!values.every((value) => test(value))) throw damaged(field, 'of finite numbers in their range');
  return values;
}

function numberField(state: Fields, field: string, test: (value: number) => boolean): number {
  const value = state[field];
  if (typeof value !== 'number' || !test(value)) throw damaged(field, `a number in its range, not ${value}`);
  return value;
}

function isSize(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function isScale(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}
