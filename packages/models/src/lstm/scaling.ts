import type { Matrix } from '../matrix.js';
import { type PerColumn, valuesPerColumn } from '../per-column.js';

/** Scaled values are cut to this far from 0, so that one absurd reading neither rules the training nor breaks a forecast. */
export const scaledLimit = 20;

/** How raw columns become z-scores. */
export interface Scaling {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  /** 1 where the column hardly moved in training, so that its deviation is the floor, not its own. */
  readonly floored: Uint8Array;
}

/** A column's deviation is taken as at least this share of its largest absolute value: an estimate of its full scale. */
const relativeFloor = 0.005;

/**
 * Mean and standard deviation per column, ignoring missing values, with a floor that keeps a column that hardly moved from making
 * every tiny step an event: `minimumDeviation` where given, else 0.5 % of the largest absolute value seen, or 1 for all zeros.
 */
export function fitScaling(rows: Matrix, minimumDeviation: PerColumn | undefined): Scaling {
  const { columns } = rows;
  const floors =
    minimumDeviation === undefined
      ? undefined
      : valuesPerColumn('minimumDeviation', minimumDeviation, columns);
  const mean = new Float64Array(columns);
  const deviation = new Float64Array(columns);
  const floored = new Uint8Array(columns);
  for (let j = 0; j < columns; j++) {
    const moments = columnMoments(rows, j);
    const floor = floors?.[j] ?? (relativeFloor * moments.largest || 1);
    mean[j] = moments.mean;
    floored[j] = moments.deviation > floor ? 0 : 1;
    // A floor of 0 is allowed; a column that never moved then still needs some unit.
    deviation[j] = Math.max(moments.deviation, floor) || 1;
  }
  return { mean, deviation, floored };
}

function columnMoments({ data, rows, columns }: Matrix, column: number) {
  // Sums of shares of the largest value: those of the values themselves, or of their squares, could overflow.
  let largest = 0;
  for (let i = column; i < data.length; i += columns) {
    if (Math.abs(data[i]) > largest) largest = Math.abs(data[i]);
  }
  const unit = largest || 1;
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < rows; i++) {
    const value = data[i * columns + column] / unit;
    if (Number.isNaN(value)) continue;
    // Welford: exact for a constant column.
    const distance = value - mean;
    mean += distance / ++count;
    squares += distance * (value - mean);
  }
  return { largest, mean: mean * unit, deviation: count > 0 ? Math.sqrt(squares / count) * unit : 0 };
}

/** The z-score of a value, cut to ±{@link scaledLimit}; `NaN` stays `NaN`. */
export function scaleValue({ mean, deviation }: Scaling, value: number, column: number): number {
  return Math.min(scaledLimit, Math.max(-scaledLimit, (value - mean[column]) / deviation[column]));
}

/** Scaled rows for learning. */
export interface ScaledRows {
  readonly rows: number;
  readonly features: number;
  /** Without gaps: a missing value is the last one seen of its column, or the mean; each row is followed by a 1, for biases. */
  readonly inputs: Float32Array;
  /** With gaps: `NaN` where a value is missing. */
  readonly targets: Float32Array;
}

/** Scales the rows that a model is fitted to. Cost: one pass. */
export function scaleRows(scaling: Scaling, { data, rows, columns }: Matrix): ScaledRows {
  const inputs = new Float32Array(rows * (columns + 1));
  const targets = new Float32Array(rows * columns);
  const last = new Float32Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const z = scaleValue(scaling, data[i * columns + j], j);
      targets[i * columns + j] = z;
      if (!Number.isNaN(z)) last[j] = z;
      inputs[i * (columns + 1) + j] = last[j];
    }
    inputs[i * (columns + 1) + columns] = 1;
  }
  return { rows, features: columns, inputs, targets };
}
