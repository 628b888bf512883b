import { toAttributions } from '../attributions.js';
import { decodeJson, encodeJson } from '../codec.js';
import { ModelError } from '../errors.js';
import { checkRowLength, type Matrix, type Rows, toMatrix } from '../matrix.js';
import { once } from '../once.js';
import { integerOption, numberOption } from '../options.js';
import { toProbability } from '../probability.js';
import type { Attribution } from '../verdict.js';
import { type Calibration, calibrate, crossScores, decodeCalibration } from './calibration.js';
import { ModelStream, type ScoreStream } from './model-stream.js';
import { type SavedModel, toSavedModel } from './saved-model.js';
import {
  checkFeatureNames,
  checkLabels,
  checkTrainingRows,
  createFitContext,
  type FitContext,
  type TrainOptions,
  throwIfAborted,
} from './training.js';

/** Options that every model has. */
export interface BaseModelOptions {
  /**
   * Share of anomalies expected in the training data, above 0 and at most 0.5. It places the threshold of `predict` and
   * changes nothing else. @default 0.1
   */
  readonly contamination?: number;
}

/** A trained model made ready to score. Rows always have the columns of training. */
export interface Scorer {
  /** One raw score per row, higher is more anomalous; must not change the rows. */
  score(rows: Matrix): Float64Array;
  /** The score of one row, where that can be had faster than through {@link Scorer.score}. */
  scoreRow?(row: ArrayLike<number>): number;
  /** What each column adds to the row's score, positive towards anomalous. Without it `explain` throws. */
  explain?(row: Float64Array): Float64Array;
  /**
   * Starts a sequence, or goes on from a snapshot of one. Models whose scores depend on the rows before have it; without it a
   * stream scores its rows one by one.
   */
  createStream?(from?: unknown): ScoreStream;
}

const maximumContamination = 0.5;

interface Trained<State> {
  readonly state: State;
  readonly scorer: Scorer;
  /** Worked out when it is first asked for, where the model allows that. */
  readonly calibration: () => Calibration;
  readonly featureNames: readonly string[];
}

/**
 * The extension point of the package. A model supplies how to fit (rows to a plain state) and how to score (a state to a
 * {@link Scorer}); validation, calibration, `predict`, `predictProba`, feature names, saving, loading and background
 * training come from here.
 *
 * `State` is plain data: objects, arrays, numbers, strings and typed arrays; it is what gets saved.
 *
 * @example
 * ```ts
 * class DistanceModel extends BaseModel<{ center: number[] }> {
 *   static readonly kind = 'distance';
 *   override readonly kind = DistanceModel.kind;
 *   protected override fit({ data, rows, columns }: Matrix) {
 *     const center = new Array<number>(columns).fill(0);
 *     data.forEach((value, i) => { center[i % columns] += value / rows; });
 *     return { center };
 *   }
 *   protected override createScorer({ center }: { center: number[] }) {
 *     return {
 *       score: ({ data, rows, columns }: Matrix) => Float64Array.from({ length: rows }, (_, i) =>
 *         Math.hypot(...center.map((value, j) => data[i * columns + j] - value))),
 *     };
 *   }
 * }
 * const model = await new DistanceModel().train([[0, 0], [0, 1], [1, 0], [1, 1]]);
 * model.predict([[0.5, 0.5], [9, 9]]); // Uint8Array [0, 1]
 * ```
 */
export abstract class BaseModel<State = unknown> {
  /** Name of the kind of model, as in configuration files, saved models and verdicts. */
  abstract readonly kind: string;
  /** The options in force, defaults included. */
  readonly options: object;
  readonly #contamination: number;
  #trained: Trained<State> | undefined;

  /** @throws ModelError `INVALID_OPTION` when `contamination` is outside (0, 0.5]. */
  constructor(options: BaseModelOptions = {}) {
    const { contamination = 0.1 } = options;
    this.#contamination = numberOption('contamination', contamination, {
      min: 0,
      exclusiveMin: true,
      max: maximumContamination,
    });
    this.options = { ...options, contamination };
  }

  /** Learns from rows; returns the state that scoring needs. Must not change or keep the rows. */
  protected abstract fit(rows: Matrix, context: FitContext): State | Promise<State>;

  /** Makes a state ready to score. Called once per training or loading. */
  protected abstract createScorer(state: State, columns: number): Scorer;

  /**
   * A copy of rows, all or a sample, whose scores calibrate the model once a calibration is needed. By default nothing: the scores
   * of all training rows do, at once. A model whose rows do not depend on each other may override this to train in less time.
   */
  protected sampleForCalibration(_rows: Matrix): Matrix | undefined {
    return undefined;
  }

  /** Checks a state that was read from a file. Models whose files may come from strangers override this. */
  protected decodeState(decoded: unknown, _columns: number): State {
    return decoded as State;
  }

  get isTrained(): boolean {
    return this.#trained !== undefined;
  }

  /** Whether the score of a row depends on the rows before it. @throws ModelError `NOT_TRAINED` */
  get isSequential(): boolean {
    return this.#ready().scorer.createStream !== undefined;
  }

  /** What was learned. @throws ModelError `NOT_TRAINED` */
  protected get state(): State {
    return this.#ready().state;
  }

  /** Names of the columns, in order. @throws ModelError `NOT_TRAINED` */
  get featureNames(): readonly string[] {
    return this.#ready().featureNames;
  }

  /** Where normal scores and feature values lay in training. @throws ModelError `NOT_TRAINED` */
  get calibration(): Calibration {
    return this.#ready().calibration();
  }

  /** Scores above this are anomalies to `predict`. @throws ModelError `NOT_TRAINED` */
  get threshold(): number {
    return this.calibration.threshold;
  }

  /**
   * Learns from rows, which it copies or only reads. Training again replaces what was learned.
   *
   * @returns the model itself
   * @throws ModelError `INVALID_DATA` on rows, labels or names that do not fit; `ABORTED` through the signal;
   * `TRAINING_FAILED` when the worker of a background training fails.
   */
  async train(rows: Rows, options: TrainOptions = {}): Promise<this> {
    const matrix = toMatrix(rows);
    checkTrainingRows(matrix);
    const labels = checkLabels(options.labels, matrix);
    const featureNames = checkFeatureNames(options.featureNames, matrix.columns);
    const folds = integerOption('calibrationFolds', options.calibrationFolds ?? 0, { min: 0, max: 100 });
    const { signal } = options;
    throwIfAborted(signal);

    if (options.background) {
      const { trainInWorker } = await import('./train-in-worker.js');
      this.restore(await trainInWorker(this, matrix, { ...options, featureNames }));
      return this;
    }

    let outOfBag: Float64Array = new Float64Array(0);
    let contamination = this.#contamination;
    const context = createFitContext(featureNames, labels, options, (scores, share = contamination) => {
      outOfBag = scores;
      contamination = Math.min(share, maximumContamination);
    });
    const state = await this.fit(matrix, context);
    const scorer = this.createScorer(state, matrix.columns);
    const heldOut = outOfBag.some(Number.isFinite)
      ? outOfBag
      : await crossScores(matrix, folds, (training, block) =>
          this.#scoreHeldOut(training, block, featureNames, signal),
        );
    const calibration = heldOut && calibrate(heldOut, matrix, contamination);
    this.#trained = {
      state,
      scorer,
      featureNames,
      calibration: calibration ? () => calibration : this.#trainingCalibration(scorer, matrix),
    };
    return this;
  }

  /**
   * For models that can learn on: `change` makes a new state of the present one and these rows, which also calibrate the model anew.
   *
   * @throws ModelError as {@link BaseModel.train}, and `NOT_TRAINED`; the model is then as it was.
   */
  protected async update(
    rows: Rows,
    options: Pick<TrainOptions, 'signal' | 'onProgress'>,
    change: (state: State, rows: Matrix, context: FitContext) => State | Promise<State>,
  ): Promise<void> {
    const { state, featureNames } = this.#ready();
    const matrix = toMatrix(rows, featureNames.length);
    checkTrainingRows(matrix);
    throwIfAborted(options.signal);
    const changed = await change(state, matrix, createFitContext(featureNames, undefined, options));
    const scorer = this.createScorer(changed, matrix.columns);
    const calibration = this.#trainingCalibration(scorer, matrix);
    this.#trained = { state: changed, scorer, featureNames, calibration };
  }

  /** One raw score per row, higher is more anomalous. @throws ModelError `NOT_TRAINED`, `INVALID_DATA` */
  score(rows: Rows): Float64Array {
    const { scorer, featureNames } = this.#ready();
    const matrix = toMatrix(rows, featureNames.length);
    return matrix.rows === 0 ? new Float64Array(0) : scorer.score(matrix);
  }

  /**
   * The score of one row by itself. A model of sequences answers `NaN`: it needs the rows before, as in
   * {@link BaseModel.createStream}.
   *
   * @throws ModelError `NOT_TRAINED`, `INVALID_DATA`
   */
  scoreRow(row: ArrayLike<number>): number {
    const { scorer, featureNames } = this.#ready();
    checkRowLength(row, featureNames.length);
    return scorer.scoreRow ? scorer.scoreRow(row) : scorer.score(toMatrix([row]))[0];
  }

  /** One 0 (normal) or 1 (anomaly) per row: whether its score is above {@link BaseModel.threshold}. */
  predict(rows: Rows): Uint8Array {
    const { threshold } = this.calibration;
    return Uint8Array.from(this.score(rows), (score) => (score > threshold ? 1 : 0));
  }

  /** The scores mapped to 0..1, above 0.5 exactly where `predict` says 1. `NaN` where the score is. */
  predictProba(rows: Rows): Float64Array {
    const { median, threshold } = this.calibration;
    return this.score(rows).map((score) => toProbability(score, median, threshold));
  }

  /**
   * What each feature adds to the score of one row, largest first. A model of sequences explains the rows of a stream only:
   * {@link BaseModel.createStream}.
   *
   * @throws ModelError `INVALID_OPTION` when this kind of model cannot explain itself.
   */
  explain(row: ArrayLike<number>): Attribution[] {
    const { scorer, featureNames } = this.#ready();
    const { data } = toMatrix([row], featureNames.length);
    return this.#attribute(data, scorer.explain?.(data));
  }

  /**
   * Starts scoring the rows of one source as they come; each gets the score that it has in `score` of all of them.
   *
   * @param from goes on from a stream's `snapshot`, with the same model.
   * @throws ModelError `NOT_TRAINED`; `INVALID_MODEL` on a damaged snapshot.
   *
   * @example
   * ```ts
   * const model = await new IsolationForestModel().train([[0], [1], [2]]);
   * const stream = model.createStream();
   * stream.push([9]).score > stream.push([1]).score; // true
   * ```
   */
  createStream(from?: unknown): ModelStream {
    const { scorer, featureNames } = this.#ready();
    const scores = scorer.createStream?.(from) ?? {
      push: (row: ArrayLike<number>) => this.scoreRow(row),
      snapshot: () => null,
    };
    return new ModelStream({
      scores,
      columns: featureNames.length,
      explain: (row, contributions) =>
        contributions ? this.#attribute(row, contributions) : this.explain(row),
    });
  }

  #attribute(data: ArrayLike<number>, contributions: Float64Array | undefined): Attribution[] {
    const { scorer, featureNames, calibration } = this.#ready();
    if (!contributions) {
      throw new ModelError(
        'INVALID_OPTION',
        scorer.createStream
          ? `a ${this.kind} model explains the rows of a stream, not one by itself: use createStream`
          : `a ${this.kind} model does not explain its scores`,
      );
    }
    return toAttributions(contributions, data, featureNames, calibration());
  }

  /** The model as plain JSON; `loadModel` gives back one with identical scores. @throws ModelError `NOT_TRAINED` */
  toJSON(): SavedModel {
    const { state, featureNames } = this.#ready();
    return toSavedModel({
      kind: this.kind,
      options: encodeJson(this.options),
      featureNames,
      calibration: encodeJson(this.calibration),
      state: encodeJson(state),
    });
  }

  /**
   * Takes over what a saved model of the same kind has learned; `loadModel` is the usual way. Use it to load into a model with
   * options of your own.
   *
   * @throws ModelError `INVALID_MODEL` when the saved model is damaged; this model is then as it was.
   */
  restore(saved: SavedModel): void {
    const { featureNames } = saved;
    const columns = featureNames.length;
    const calibration = decodeCalibration(decodeJson(saved.calibration), columns);
    const state = this.decodeState(decodeJson(saved.state), columns);
    const scorer = this.createScorer(state, columns);
    this.#trained = { state, scorer, calibration: () => calibration, featureNames };
  }

  /** Scores of rows by a model that was fitted on others. */
  async #scoreHeldOut(
    training: Matrix,
    heldOut: Matrix,
    featureNames: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Float64Array> {
    const context = createFitContext(featureNames, undefined, signal ? { signal } : {});
    const state = await this.fit(training, context);
    throwIfAborted(signal);
    return this.createScorer(state, training.columns).score(heldOut);
  }

  /** Calibrates on training scores, now or, when a sample of the rows is kept, later. */
  #trainingCalibration(scorer: Scorer, rows: Matrix): () => Calibration {
    const sample = this.sampleForCalibration(rows);
    if (sample) return once(() => calibrate(scorer.score(sample), sample, this.#contamination));
    const calibration = calibrate(scorer.score(rows), rows, this.#contamination);
    return () => calibration;
  }

  #ready(): Trained<State> {
    if (!this.#trained) {
      throw new ModelError(
        'NOT_TRAINED',
        `this ${this.kind} model has learned nothing yet; call train or loadModel first`,
      );
    }
    return this.#trained;
  }
}
