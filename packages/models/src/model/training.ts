import { ModelError } from '../errors.js';
import type { Matrix } from '../matrix.js';

/** How far a training has come. */
export interface TrainingProgress {
  readonly done: number;
  readonly total: number;
  /** Training error of the step just done, from models that have one. */
  readonly loss?: number;
}

/** Second argument of `train`. */
export interface TrainOptions {
  /** One 0 (normal) or 1 (anomaly) per row. Models that do not learn from labels ignore them. */
  readonly labels?: ArrayLike<number>;
  /** One name per column, used by `explain`. @default feature_0, feature_1, … */
  readonly featureNames?: readonly string[];
  /** Aborting rejects the training with `ABORTED` and leaves the model as it was. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Train in a worker thread (Node), so that the event loop stays free. @default false */
  readonly background?: boolean;
  /**
   * Calibrate on held-out scores: this many models are trained, each without one block of rows, and score that block. Training
   * scores are too low to judge new rows by when rows are few. 0 calibrates on training scores. Models that have out-of-bag scores
   * calibrate on those instead. @default 0
   */
  readonly calibrationFolds?: number;
}

/** What a model's `fit` gets beside its rows. */
export interface FitContext {
  readonly labels?: Uint8Array;
  readonly featureNames: readonly string[];
  /**
   * To be called between steps of work: reports progress, throws when aborted, and returns a promise when the event loop is
   * due a turn: `await context.report(done, total)`, or skip the `await` when it returned nothing.
   */
  report(done: number, total: number, loss?: number): Promise<void> | undefined;
  /** The same without a report, between steps too small to be worth one. */
  turn(): Promise<void> | undefined;
  /**
   * For a fit that knows scores of its rows by models that did not see them (out of bag): the threshold is then placed by these
   * instead of the model's scores of its own training rows, which are too low. `NaN` where a row has none.
   *
   * @param contamination share of anomalies among the rows, where the fit knows it better than the options
   */
  calibrateOn(scores: Float64Array, contamination?: number): void;
}

// Long enough to cost nothing, short enough that timers of the same thread keep their time.
const turnMilliseconds = 8;

/** Builds the context of one fit. */
export function createFitContext(
  featureNames: readonly string[],
  labels: Uint8Array | undefined,
  { signal, onProgress }: TrainOptions,
  calibrateOn: FitContext['calibrateOn'] = () => {},
): FitContext {
  let turnEnds = performance.now() + turnMilliseconds;
  function turn(): Promise<void> | undefined {
    throwIfAborted(signal);
    if (performance.now() < turnEnds) return undefined;
    return new Promise<void>((resolve) => setTimeout(resolve, 0)).then(() => {
      turnEnds = performance.now() + turnMilliseconds;
      throwIfAborted(signal);
    });
  }
  return {
    featureNames,
    ...(labels && { labels }),
    turn,
    calibrateOn,
    report(done, total, loss) {
      throwIfAborted(signal);
      onProgress?.({ done, total, ...(loss !== undefined && { loss }) });
      return turn();
    },
  };
}

/** Throws `ABORTED` when the signal has been aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ModelError('ABORTED', 'training was aborted', { cause: signal.reason });
}

/** Refuses rows that no model can learn from; `NaN` passes, as a missing value. */
export function checkTrainingRows(rows: Matrix): void {
  if (rows.rows === 0 || rows.columns === 0) {
    throw new ModelError(
      'INVALID_DATA',
      `training needs at least one row and one column; got ${rows.rows} x ${rows.columns}`,
    );
  }
  const infinite = isAllFinite(rows.data) ? -1 : rows.data.findIndex((value) => Math.abs(value) === Infinity);
  if (infinite >= 0) {
    const [row, column] = [Math.floor(infinite / rows.columns), infinite % rows.columns];
    throw new ModelError(
      'INVALID_DATA',
      `row ${row}, column ${column} is ${rows.data[infinite]}; use NaN for a missing value`,
    );
  }
}

/**
 * 0 times anything but a finite number is NaN, and so is the sum. Four sums, because one addition waits for the one before it:
 * half a millisecond per million values.
 */
function isAllFinite(values: Float64Array): boolean {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 4 <= values.length; i += 4) {
    a += 0 * values[i];
    b += 0 * values[i + 1];
    c += 0 * values[i + 2];
    d += 0 * values[i + 3];
  }
  for (; i < values.length; i++) a += 0 * values[i];
  return a + b + c + d === 0;
}

/** Returns labels as bytes when they fit the rows, else throws `INVALID_DATA`. */
export function checkLabels(labels: ArrayLike<number> | undefined, rows: Matrix): Uint8Array | undefined {
  if (labels === undefined) return undefined;
  if (labels.length !== rows.rows) {
    throw new ModelError(
      'INVALID_DATA',
      `labels must have one value per row (${rows.rows}); got ${labels.length}`,
    );
  }
  const wrong = Array.from(labels).findIndex((label) => label !== 0 && label !== 1);
  if (wrong >= 0) {
    throw new ModelError(
      'INVALID_DATA',
      `labels must be 0 (normal) or 1 (anomaly); label ${wrong} is ${String(labels[wrong])}`,
    );
  }
  return Uint8Array.from(labels);
}

/** Returns the feature names when they fit the columns, else throws `INVALID_DATA`. */
export function checkFeatureNames(names: readonly string[] | undefined, columns: number): readonly string[] {
  if (names === undefined) return Array.from({ length: columns }, (_, j) => `feature_${j}`);
  if (names.length !== columns || new Set(names).size !== columns) {
    throw new ModelError(
      'INVALID_DATA',
      `featureNames must be ${columns} different names, one per column; got ${JSON.stringify(names)}`,
    );
  }
  return [...names];
}
