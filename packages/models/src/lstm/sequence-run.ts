import { damaged, isRecord, type Json } from '../codec.js';
import type { ScoreStream } from '../model/model-stream.js';
import type { Forecaster } from './forecaster.js';
import { lags } from './linear-forecaster.js';
import { type Scaling, scaledLimit, scaleValue } from './scaling.js';

/** All that scoring a sequence takes. */
export interface SequenceParts {
  readonly forecaster: Forecaster;
  readonly scaling: Scaling;
  /** Residuals, in z-scores, that count as 1. */
  readonly residualScale: Float64Array;
  readonly sequenceLength: number;
}

/** Residuals count at most this many units, so that one broken column does not hide all others for good. */
const residualLimit = 20;

/** A sequence of rows being scored, in bulk and in streams alike. */
export class SequenceRun implements ScoreStream {
  /** What each column added to the square of the last score; they sum to it. 0 where the value was missing. */
  readonly contributions: Float64Array;
  readonly #parts: SequenceParts;
  readonly #run;
  readonly #row: Float32Array;
  readonly #expected: Float64Array;
  /** The last rows as the forecaster saw them, the oldest overwritten first. */
  readonly #history: Float32Array[] = [];
  #seen = 0;

  constructor(parts: SequenceParts, from?: unknown) {
    const columns = parts.residualScale.length;
    this.#parts = parts;
    this.#run = parts.forecaster.start();
    this.#row = new Float32Array(columns);
    this.#expected = new Float64Array(columns);
    this.contributions = new Float64Array(columns);
    if (from !== undefined) for (const row of decodeSnapshot(from, this.#depth, columns)) this.#see(row);
  }

  /** The score of the next row; see {@link SequenceRun.advance}. */
  push(row: ArrayLike<number>): number {
    return this.advance(row, 0);
  }

  /** What the last row was expected to be, in the units of the data; `NaN` while there is no forecast. */
  get forecast(): Float64Array {
    const { mean, deviation } = this.#parts.scaling;
    return this.#expected.map((value, j) => value * deviation[j] + mean[j]);
  }

  /** The last rows, as z-scores: all that the scores to come depend on. */
  snapshot(): Json {
    const { length } = this.#history;
    const oldest = length < this.#depth ? 0 : this.#seen % this.#depth;
    return { rows: this.#history.map((_, i) => [...this.#history[(oldest + i) % length]]) };
  }

  /**
   * Scores the row at `offset`: the root mean square of its residuals against the forecast from the rows before it, over the
   * columns that have a value. A missing value is taken for its forecast (or the mean, while there is none) and adds nothing.
   */
  advance(data: ArrayLike<number>, offset: number): number {
    const { scaling, residualScale, sequenceLength } = this.#parts;
    const { contributions } = this;
    const expected = this.#expected;
    const row = this.#row;
    const ready = this.#seen >= sequenceLength;
    let sum = 0;
    let known = 0;
    for (let j = 0; j < row.length; j++) {
      const value = scaleValue(scaling, data[offset + j], j);
      const forecast = this.#run.forecast[j];
      const isMissing = Number.isNaN(value);
      expected[j] = ready ? forecast : Number.NaN;
      contributions[j] = 0;
      row[j] = !isMissing ? value : ready ? Math.max(-scaledLimit, Math.min(scaledLimit, forecast)) : 0;
      if (isMissing || !ready) continue;
      const units = Math.min(residualLimit, Math.abs(forecast - value) / residualScale[j]);
      contributions[j] = units * units;
      sum += contributions[j];
      known++;
    }
    this.#see(row);
    if (known === 0) return Number.NaN;
    for (let j = 0; j < row.length; j++) contributions[j] /= known;
    return Math.sqrt(sum / known);
  }

  get #depth(): number {
    return Math.max(this.#parts.sequenceLength, lags);
  }

  #see(row: Float32Array): void {
    const slot = this.#seen % this.#depth;
    if (this.#history.length <= slot) this.#history.push(row.slice());
    else this.#history[slot].set(row);
    this.#run.see(row);
    this.#seen++;
  }
}

function decodeSnapshot(from: unknown, depth: number, columns: number): Float32Array[] {
  const rows = isRecord(from) ? from.rows : undefined;
  if (!Array.isArray(rows) || rows.length > depth) throw damaged('stream', `at most ${depth} rows`);
  return rows.map((row: unknown) => {
    const isRow =
      Array.isArray(row) &&
      row.length === columns &&
      row.every((value) => typeof value === 'number' && Math.abs(value) <= scaledLimit);
    if (!isRow) throw damaged('stream', `rows of ${columns} z-scores`);
    return Float32Array.from(row);
  });
}
