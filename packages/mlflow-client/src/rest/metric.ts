import type { Metric } from '../stores/runs.js';
import { type JsonObject, numberOf, textOf } from './json.js';

/** A metric as a server says it: zeros are left out. */
export function decodeMetric(json: JsonObject): Metric {
  return {
    key: textOf(json, 'key'),
    value: numberOf(json, 'value') ?? 0,
    timestamp: numberOf(json, 'timestamp') ?? 0,
    step: numberOf(json, 'step') ?? 0,
  };
}
