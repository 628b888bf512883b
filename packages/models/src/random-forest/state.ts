import { arrayField, damaged, isRecord } from '../codec.js';
import { decodeTrees, type PackedTrees } from './packed-trees.js';
import type { Calibrator } from './training/platt.js';

/** What a random forest has learned, as it is saved. */
export interface RandomForestState {
  /** Their values' mean is the raw value of a row. */
  readonly forest: PackedTrees;
  /** Turns the raw value into P(anomaly); null where the raw value is the score. */
  readonly calibrator: Calibrator | null;
  /** Per column, its share of all impurity decreases. */
  readonly importance: Float64Array;
}

/** Checks what a file says a state is, except for the shape of its trees. */
export function decodeState(decoded: unknown, columns: number): RandomForestState {
  if (!isRecord(decoded)) throw damaged('state', 'an object');
  const importance = arrayField(decoded, 'importance', Float64Array, columns);
  if (!importance.every((share) => share >= 0 && share <= 1)) throw damaged('importance', 'from 0 to 1');
  const forest = decodeTrees(decoded.forest, columns);
  return { forest, importance, calibrator: decodeCalibrator(decoded.calibrator) };
}

function decodeCalibrator(decoded: unknown): Calibrator | null {
  if (decoded === null) return null;
  if (!isRecord(decoded)) throw damaged('calibrator', 'an object or null');
  const { slope, intercept } = decoded;
  if (typeof slope !== 'number' || typeof intercept !== 'number') {
    throw damaged('calibrator', 'a slope and an intercept');
  }
  if (!(slope > 0 && Number.isFinite(slope) && Number.isFinite(intercept))) {
    throw damaged('calibrator', 'finite, its slope above 0');
  }
  return { slope, intercept };
}
