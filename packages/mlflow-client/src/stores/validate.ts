import { posix } from 'node:path';
import { MlflowError } from '../errors.js';
import type { Metric, MetricSubject } from './runs.js';

/** MLflow's limits, in characters. */
const longestKey = 250;

/** Longest value that MLflow takes. */
export const mostCharacters = {
  param: 6000,
  tag: 8000,
  'experiment tag': 20_000,
  'registry tag': 100_000,
} as const;

type Entry = keyof typeof mostCharacters;

const keyPattern = /^[/\p{L}\p{N}_.\- :]+$/u;
const idPattern = /^[a-zA-Z0-9][\p{L}\p{N}_-]{0,255}$/u;
const aliasPattern = /^[\p{L}\p{N}_-]{1,255}$/u;

/**
 * Returns a key of a metric, param or tag, or throws what MLflow would. A key is a path in the file store, so this is also
 * what keeps it inside of its folder.
 */
export function checkKey(what: string, key: string): string {
  if (key.length > longestKey) {
    throw invalid(`a ${what} key has at most ${longestKey} characters, got ${key.length}: ${quote(key)}`);
  }
  if (!keyPattern.test(key)) {
    throw invalid(
      `a ${what} key consists of letters, digits, "_", "-", ".", ":", " " and "/", got ${quote(key)}`,
    );
  }
  if (!isPlainPath(key)) {
    throw invalid(`a ${what} key that contains "/" must be a plain relative path, got ${quote(key)}`);
  }
  return key;
}

/** Whether there can be a metric, param or tag of this key. */
export function isKey(key: string): boolean {
  return key.length <= longestKey && keyPattern.test(key) && isPlainPath(key);
}

function isPlainPath(key: string): boolean {
  return posix.normalize(key) === key && key !== '.' && !/^\.\.|^\/|\/$/.test(key);
}

/** Returns a value that is text and not too long. */
export function checkValue(what: Entry, key: string, value: string): string {
  if (typeof value !== 'string')
    throw invalid(`the value of ${what} ${quote(key)} must be text, got ${typeof value}`);
  const most = mostCharacters[what];
  if (value.length <= most) return value;
  throw invalid(`the value of ${what} ${quote(key)} has at most ${most} characters, got ${value.length}`);
}

/** Returns a metric that MLflow would take. */
export function checkMetric(metric: Metric & MetricSubject): Metric & MetricSubject {
  const { key, value, timestamp, step, modelId } = metric;
  checkKey('metric', key);
  if (typeof value !== 'number')
    throw invalid(`the value of metric ${quote(key)} must be a number, got ${typeof value}`);
  if (!Number.isSafeInteger(timestamp) || timestamp < 0) {
    throw invalid(`the timestamp of metric ${quote(key)} must be whole milliseconds, got ${timestamp}`);
  }
  if (!Number.isSafeInteger(step))
    throw invalid(`the step of metric ${quote(key)} must be an integer, got ${step}`);
  if (modelId !== undefined) checkId('modelId', modelId);
  return metric;
}

/** Returns the id of a run or an experiment; it is a folder in the file store. */
export function checkId(what: string, id: string): string {
  if (idPattern.test(id)) return id;
  throw invalid(`${what} must be an id of letters and digits, got ${quote(id)}`);
}

/** Returns an experiment name MLflow would take. */
export function checkExperimentName(name: string): string {
  if (typeof name === 'string' && name !== '' && name.length <= 500) return name;
  throw invalid(`an experiment name has 1 to 500 characters, got ${quote(name)}`);
}

/** Returns the name of a logged model that MLflow would take. */
export function checkLoggedModelName(name: string): string {
  if (typeof name === 'string' && name !== '' && !/[/:.%"']/.test(name)) return name;
  throw invalid(
    `the name of a logged model is not empty and has no "/:.%" and no quotes, got ${quote(name)}`,
  );
}

/** Returns a model name that MLflow's file store would take; it is a folder there. */
export function checkModelName(name: string): string {
  if (typeof name === 'string' && name !== '' && !/[/\\:%]/.test(name) && name !== '.' && name !== '..')
    return name;
  throw invalid(`a model name is not empty and has no "/", "\\", ":" or "%", got ${quote(name)}`);
}

/** Returns the number of a version. */
export function checkVersion(version: string): string {
  if (/^[1-9]\d{0,14}$/.test(version)) return version;
  throw invalid(`a model version must be a positive integer, got ${quote(version)}`);
}

/** Returns an alias that MLflow would take. */
export function checkAlias(alias: string): string {
  if (!aliasPattern.test(alias)) {
    throw invalid(`an alias consists of 1 to 255 letters, digits, "_" and "-", got ${quote(alias)}`);
  }
  if (alias.toLowerCase() === 'latest' || /^v\d+$/i.test(alias))
    throw invalid(`the alias ${quote(alias)} is reserved`);
  return alias;
}

function invalid(message: string): MlflowError {
  return new MlflowError('INVALID_PARAMETER_VALUE', message);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
