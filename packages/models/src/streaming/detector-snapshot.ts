import { damaged, isRecord, type Json } from '../codec.js';
import type { AlarmBudgetSnapshot } from '../threshold/alarm-budget-threshold.js';
import { levelCount } from '../threshold/levels.js';
import type { AlertSnapshot } from './alert-lifecycle.js';
import type { DriftSnapshot } from './drift.js';

/**
 * State of a detector between two samples: plain JSON. With 5 features 8 kB once it has stopped learning, before that at most 180 kB, because
 * of the history; with 38 features 29 kB (75 kB where there were rows enough to forecast from all features) and 1.1 MB.
 */
export interface DetectorSnapshot {
  readonly sequence: number;
  readonly featureNames: readonly string[] | null;
  readonly forecaster: Json;
  readonly threshold: AlarmBudgetSnapshot;
  readonly alert: AlertSnapshot;
  readonly drift: DriftSnapshot;
  readonly models: readonly Json[];
}

type Test = (value: unknown) => boolean;

const number: Test = Number.isFinite;
const size: Test = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const boolean: Test = (value) => typeof value === 'boolean';
const text: Test = (value) => typeof value === 'string';
const orNull =
  (test: Test): Test =>
  (value) =>
    value === null || test(value);
const list =
  (test: Test, most = Number.POSITIVE_INFINITY): Test =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(test);
const object =
  (tests: Readonly<Record<string, Test>>): Test =>
  (value) =>
    isRecord(value) && Object.entries(tests).every(([field, test]) => test(value[field]));

const bins = levelCount + 1;
const fits: Test = (value) =>
  isRecord(value) &&
  Number.isInteger(value.first) &&
  Array.isArray(value.counts) &&
  Number(value.first) + value.counts.length <= bins;
const episode: Test = (value) =>
  Array.isArray(value) && size(value[0]) && orNull(number)(value[1]) && size(value[2]);
const histogram = object({ first: size, counts: list(size), sinceDecay: size });

/** What a snapshot consists of; the forecaster and the models check their own parts. */
const parts: Readonly<Record<string, Test>> = {
  sequence: size,
  featureNames: orNull(list(text)),
  forecaster: orNull(isRecord),
  models: Array.isArray,
  threshold: object({
    scores: size,
    recent: list(number),
    clock: object({ time: number, last: orNull(number), step: size }),
    histogram: (value) => histogram(value) && fits(value),
    ladder: object({
      exposure: size,
      sinceDecay: size,
      counts: list(size, levelCount),
      episodes: list(episode, levelCount),
    }),
    correction: object({ value: number, last: orNull(number), counted: size }),
    shift: object({ lift: size, since: number, last: orNull(number) }),
    derived: orNull(
      object({ level: number, floor: number, ceiling: orNull(number), lowestLevel: size, trusted: boolean }),
    ),
  }),
  alert: object({
    state: text,
    recent: number,
    below: size,
    lastId: orNull(text),
    quietMilliseconds: size,
    clock: orNull(number),
    alerts: size,
    latestStart: orNull(number),
  }),
  drift: object({
    batch: object({ count: size, mean: number, squares: size }),
    means: list(number, 50),
    spreads: list(number, 50),
    reference: orNull(
      object({
        center: number,
        scale: size,
        test: object({ count: size, mean: number, up: size, down: size, upFor: size, downFor: size }),
      }),
    ),
    changed: orNull(size),
  }),
};

/**
 * Checks a snapshot that may come from anywhere.
 *
 * @throws ModelError `INVALID_MODEL` naming the part that is damaged.
 */
export function checkSnapshot(snapshot: DetectorSnapshot): DetectorSnapshot {
  if (!isRecord(snapshot)) throw damaged('a snapshot', 'an object');
  for (const [part, test] of Object.entries(parts)) {
    if (!test(snapshot[part])) throw damaged(`${part} of a snapshot`, 'as it was written');
  }
  return snapshot;
}
