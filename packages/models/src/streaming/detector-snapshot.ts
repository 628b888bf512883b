import type { Json } from '../codec.js';
import { isNameList } from '../options.js';
import { checkShape, list, orNull, record, type Shape, size } from '../shape.js';

/**
 * State of a detector between two samples: plain JSON. With 5 features 8 kB once it has stopped learning, before that at most 180 kB, because
 * of the history; with 38 features 29 kB (75 kB where there were rows enough to forecast from all features) and 1.1 MB.
 */
export interface DetectorSnapshot {
  readonly sequence: number;
  readonly featureNames: readonly string[] | null;
  readonly forecaster: Json;
  readonly threshold: Json;
  readonly alert: Json;
  readonly drift: Json;
  readonly models: readonly Json[];
}

const anything: Shape<Json> = (value): value is Json => value !== undefined;

const parts: { readonly [Part in keyof DetectorSnapshot]: Shape<DetectorSnapshot[Part]> } = {
  sequence: size,
  featureNames: orNull(isNameList),
  forecaster: orNull(record),
  threshold: record,
  alert: record,
  drift: record,
  models: list(anything),
};

/**
 * Checks a snapshot that may come from anywhere; what a part holds is checked where it is read.
 *
 * @throws ModelError `INVALID_MODEL` naming the part that is damaged.
 */
export function checkSnapshot(snapshot: DetectorSnapshot): DetectorSnapshot {
  checkShape('all', snapshot, record);
  for (const part of Object.keys(parts) as (keyof DetectorSnapshot)[]) {
    checkShape<unknown>(part, snapshot[part], parts[part]);
  }
  return snapshot;
}
