import { arrayField, damaged, isRecord } from '../codec.js';
import { type Matrix, selectRows } from '../matrix.js';
import { quantile, sortedFinite } from '../quantile.js';

/** How many scores a calibration keeps; more than enough for every quantile that is asked of it, and 8 kB. */
const maximumScores = 1000;

/** What a model remembers of its training data: where normal scores lie, and where each feature's values lay. */
export interface Calibration {
  /** Scores of the training data, ascending; at most 1,000 quantiles of them. */
  readonly scores: Float64Array;
  readonly median: number;
  /** The 1 - contamination quantile: scores above it are anomalies to `predict`. */
  readonly threshold: number;
  /** Per feature, the 1 % quantile of its training values. */
  readonly low: Float64Array;
  /** Per feature, the 99 % quantile of its training values. */
  readonly high: Float64Array;
}

/** Calibrates from the scores of the training rows (or of held-out parts of them). */
export function calibrate(scores: Float64Array, rows: Matrix, contamination: number): Calibration {
  const sorted = sortedFinite(scores);
  const low = new Float64Array(rows.columns);
  const high = new Float64Array(rows.columns);
  for (let j = 0; j < rows.columns; j++) {
    const column = sortedFinite(
      Float64Array.from({ length: rows.rows }, (_, i) => rows.data[i * rows.columns + j]),
    );
    low[j] = quantile(column, 0.01);
    high[j] = quantile(column, 0.99);
  }
  return {
    scores: thin(sorted),
    median: quantile(sorted, 0.5),
    threshold: quantile(sorted, 1 - contamination),
    low,
    high,
  };
}

function thin(sorted: Float64Array): Float64Array {
  if (sorted.length <= maximumScores) return sorted;
  return Float64Array.from({ length: maximumScores }, (_, i) => quantile(sorted, i / (maximumScores - 1)));
}

/**
 * Scores each row by a model that has not seen it: consecutive blocks are left out in turn, because neighbouring rows of a
 * time series resemble each other. Nothing when there are fewer than two folds, or fewer than two rows for each.
 */
export async function crossScores(
  rows: Matrix,
  folds: number,
  scoreHeldOut: (training: Matrix, heldOut: Matrix) => Promise<Float64Array>,
): Promise<Float64Array | undefined> {
  if (folds < 2 || rows.rows < 2 * folds) return undefined;
  const scores = new Float64Array(rows.rows);
  const indices = Array.from({ length: rows.rows }, (_, i) => i);
  for (let fold = 0; fold < folds; fold++) {
    const start = Math.floor((fold * rows.rows) / folds);
    const end = Math.floor(((fold + 1) * rows.rows) / folds);
    const training = selectRows(rows, [...indices.slice(0, start), ...indices.slice(end)]);
    scores.set(await scoreHeldOut(training, selectRows(rows, indices.slice(start, end))), start);
  }
  return scores;
}

/** Reads a calibration out of a saved model, checked. */
export function decodeCalibration(decoded: unknown, columns: number): Calibration {
  if (!isRecord(decoded)) throw damaged('calibration', 'an object');
  // Without scores (fewer rows than a sequence model needs) both are NaN, which JSON writes as null.
  const { median, threshold } = {
    ...decoded,
    median: decoded.median ?? NaN,
    threshold: decoded.threshold ?? NaN,
  };
  if (typeof median !== 'number' || typeof threshold !== 'number') {
    throw damaged('calibration', 'complete: median and threshold are numbers');
  }
  const scores = arrayField(decoded, 'scores', Float64Array);
  if (scores.some((score, i) => !Number.isFinite(score) || (i > 0 && score < scores[i - 1]))) {
    throw damaged('calibration scores', 'finite and ascending');
  }
  return {
    scores,
    median,
    threshold,
    low: arrayField(decoded, 'low', Float64Array, columns),
    high: arrayField(decoded, 'high', Float64Array, columns),
  };
}
