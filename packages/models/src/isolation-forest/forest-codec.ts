import { arrayField, damaged, integerField, isRecord } from '../codec.js';
import { leaf } from '../trees/leaf.js';
import { countSplits, type ForestState, type Hyperplanes, linkForest, maximumSubsample } from './forest.js';
import type { ColumnRanges } from './growing/column-ranges.js';

/** Checks what a file says a forest is. @throws ModelError `INVALID_MODEL` */
export function decodeForest(decoded: unknown, columns: number): ForestState {
  if (!isRecord(decoded)) throw damaged('state', 'an object');
  const subsample = integerField(decoded, 'subsample', 1, maximumSubsample);
  const trees = integerField(decoded, 'trees', 1, 100_000);
  const feature = arrayField(decoded, 'feature', Uint16Array);
  const threshold = arrayField(decoded, 'threshold', Float64Array, feature.length);
  const count = arrayField(decoded, 'count', Uint32Array, feature.length);
  if (feature.some((column) => column !== leaf && column >= columns))
    throw damaged('feature', `below ${columns}`);
  if (threshold.some((value) => !Number.isFinite(value))) throw damaged('threshold', 'finite');
  if (count.some((samples) => samples > subsample))
    throw damaged('count', `at most the subsample of ${subsample}`);
  const range = decoded.range === undefined ? undefined : decodeRange(decoded.range, columns);
  const hyperplanes =
    decoded.hyperplanes === undefined ? undefined : decodeHyperplanes(decoded.hyperplanes, feature, columns);
  const renewals = integerField(decoded, 'renewals', 0, Number.MAX_SAFE_INTEGER);
  const state = {
    ...{ subsample, trees, renewals, feature, threshold, count },
    ...(range && { range }),
    ...(hyperplanes && { hyperplanes }),
  };
  linkForest(state);
  return state;
}

function decodeRange(decoded: unknown, columns: number): ColumnRanges {
  if (!isRecord(decoded)) throw damaged('range', 'an object');
  const low = arrayField(decoded, 'low', Float64Array, columns);
  const high = arrayField(decoded, 'high', Float64Array, columns);
  if (low.some((value, j) => !(value <= high[j]) && !(Number.isNaN(value) && Number.isNaN(high[j])))) {
    throw damaged('range', 'from low to high');
  }
  return { low, high };
}

function decodeHyperplanes(decoded: unknown, feature: Uint16Array, columns: number): Hyperplanes {
  if (!isRecord(decoded)) throw damaged('hyperplanes', 'an object');
  const terms = integerField(decoded, 'terms', 1, columns);
  const splits = countSplits(feature);
  const column = arrayField(decoded, 'column', Uint16Array, splits * terms);
  const weight = arrayField(decoded, 'weight', Float64Array, splits * terms);
  const center = arrayField(decoded, 'center', Float64Array, columns);
  if (column.some((j) => j >= columns)) throw damaged('hyperplane columns', `below ${columns}`);
  if (weight.some((value) => !Number.isFinite(value))) throw damaged('hyperplane weights', 'finite');
  for (let k = 0; k < weight.length; k += terms) {
    if (weight[k] === 0) throw damaged('hyperplane weights', 'other than 0 in the first term');
  }
  if (center.some((value) => !Number.isFinite(value))) throw damaged('hyperplane center', 'finite');
  return { terms, column, weight, center };
}
