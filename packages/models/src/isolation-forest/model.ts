import { damaged } from '../codec.js';
import { ModelError } from '../errors.js';
import type { Matrix, Rows } from '../matrix.js';
import { BaseModel, type BaseModelOptions, type Scorer } from '../model/base-model.js';
import type { FitContext, TrainOptions } from '../model/training.js';
import { integerOption, refuseUnknownOptions } from '../options.js';
import { type PerColumn, perColumnOption, valuesPerColumn } from '../per-column.js';
import { createRandom } from '../random.js';
import { leaf } from '../trees/leaf.js';
import { type ForestState, maximumSubsample } from './forest.js';
import { decodeForest } from './forest-codec.js';
import { columnRanges } from './growing/column-ranges.js';
import { growForest } from './growing/grow-forest.js';
import { spacedRows } from './growing/sampling.js';
import { renewForest } from './renew.js';
import { createOutOfRange, type OutOfRange } from './scoring/out-of-range.js';
import { createForestScorer } from './scoring/scorer.js';

/** Options of {@link IsolationForestModel}. */
export interface IsolationForestOptions extends BaseModelOptions {
  /** Number of trees, 1 to 10,000. @default 100 */
  readonly nEstimators?: number;
  /** Rows each tree is grown from, 1 to 65,536; fewer when there are fewer rows. @default 256 */
  readonly maxSamples?: number;
  /** An integer; the same seed and rows give the same forest. @default 42 */
  readonly seed?: number;
  /**
   * Columns per split, less one: 0 compares one column at a time; above that splits are hyperplanes through random directions, an
   * extended isolation forest. Finds rows that are unusual as a combination, scores some ten times slower. At most columns - 1.
   * @default 0
   */
  readonly extensionLevel?: number;
  /**
   * Scores rows outside of the training range by how far outside they are; a plain forest gives all of them about the same score.
   * `minimumRange` is the least width a column's range is taken to have, one number for all columns or one per column, in the
   * columns' units: it keeps a column that hardly moved in training from making every small step an outlier. Scores then may
   * exceed 1. @default no such term, as in the paper
   */
  readonly outOfRange?: { readonly minimumRange: number | readonly number[] };
}

/** What the indices of a fitted forest, and of a growing one, can count. */
const maximumColumns = leaf;
const maximumValues = 2 ** 31 - 1;

/**
 * Rows that calibrate: enough for the median and for 100 scores above the threshold, whose standard error then is a tenth of the
 * contamination.
 */
const leastCalibrationRows = 5_000;
const leastScoresAbove = 100;

/** Second argument of {@link IsolationForestModel.renew}. */
export interface RenewOptions extends Pick<TrainOptions, 'signal' | 'onProgress'> {
  /** How many trees are replaced, 1 to all. */
  readonly trees: number;
}

const optionNames = ['contamination', 'nEstimators', 'maxSamples', 'seed', 'extensionLevel', 'outOfRange'];

/**
 * Isolation forest: rows that random splits isolate early are anomalies. Needs no labels and no scaling of columns, ignores
 * constant columns, and takes missing values (`NaN`) both in training and in scoring.
 *
 * Scores are 2^(-E[path length] / c(maxSamples)): about 0.5 for ordinary rows, towards 1 for outliers. `explain` credits each
 * feature with the path length it saves; the credits sum to the mean path length of training samples minus the row's.
 *
 * Source: Liu, Ting and Zhou, Isolation Forest, ICDM 2008. Attribution by path: each split is credited the expected path length
 * above it minus that below it; a hyperplane's credit is shared between its columns in proportion to how far each pulls the row
 * from its mean training value.
 *
 * Cost, 100 trees of 256 rows and 10 columns, on a busy two-core machine: `train` 5 to 8 ms whatever the number of rows, plus a
 * pass over them (0.6 ms per million values); the first `predict`, `explain` or `toJSON` after it calibrates, some 15 ms; `score`
 * 0.55 us a row in batches of 8,192 rows and more, 2.3 us in small ones; `scoreRow` 2.6 us; `explain` 7 us; `toJSON` 0.4 MB.
 * A missing value in a row makes it some ten times slower. With hyperplanes a row takes about 20 us, explained 40 us.
 *
 * @example
 * ```ts
 * const rows = Array.from({ length: 200 }, (_, i) => [Math.sin(i), Math.cos(i)]);
 * const model = await new IsolationForestModel({ nEstimators: 100, contamination: 0.1, seed: 42 }).train(rows);
 * model.predict([[0, 1], [8, 8]]); // Uint8Array [0, 1]
 * ```
 */
export class IsolationForestModel extends BaseModel<ForestState> {
  static readonly kind = 'isolation_forest';
  override readonly kind = IsolationForestModel.kind;
  readonly #trees: number;
  readonly #maxSamples: number;
  readonly #seed: number;
  readonly #terms: number;
  readonly #calibrationRows: number;
  readonly #minimumRange: PerColumn | undefined;

  /** @throws ModelError `INVALID_OPTION` naming the option, its rule and the value given. */
  constructor(options: IsolationForestOptions = {}) {
    refuseUnknownOptions('IsolationForestModel', options, optionNames);
    const { contamination = 0.1, nEstimators = 100, maxSamples = 256, seed = 42 } = options;
    const { extensionLevel = 0, outOfRange } = options;
    super({
      ...{ contamination, nEstimators, maxSamples, seed, extensionLevel },
      ...(outOfRange && { outOfRange }),
    });
    this.#trees = integerOption('nEstimators', nEstimators, { min: 1, max: 10_000 });
    this.#maxSamples = integerOption('maxSamples', maxSamples, { min: 1, max: maximumSubsample });
    this.#seed = integerOption('seed', seed);
    this.#terms = 1 + integerOption('extensionLevel', extensionLevel, { min: 0, max: 65_534 });
    this.#calibrationRows = Math.max(leastCalibrationRows, Math.ceil(leastScoresAbove / contamination));
    this.#minimumRange = outOfRange && perColumnOption('outOfRange.minimumRange', outOfRange.minimumRange);
  }

  protected override async fit(rows: Matrix, context: FitContext): Promise<ForestState> {
    this.#checkShape(rows);
    const [trees, terms] = [this.#trees, this.#terms];
    const subsample = Math.min(this.#maxSamples, rows.rows);
    const range = this.#minimumRanges(rows.columns) && columnRanges(rows);
    const settings = { trees, subsample, terms, random: createRandom(this.#seed) };
    const nodes = await growForest(rows, settings, context);
    return { subsample, trees, renewals: 0, ...nodes, ...(range && { range }) };
  }

  /**
   * Replaces the oldest trees by new ones grown from these rows, and calibrates on them: keeps up with slow change at the cost of a
   * few trees. Rows are usually those of a {@link RowReservoir}, at least as many as each tree was grown from (`maxSamples`, or the
   * rows of the training when they were fewer). An out-of-range term takes its range from them. The same seed, rows and number of
   * earlier renewals give the same trees. Cost: about 3 ms for 10 trees of 256 rows.
   *
   * @returns the model itself
   * @throws ModelError `NOT_TRAINED`, `INVALID_OPTION`, `INVALID_DATA`, `ABORTED`; the model is then as it was.
   */
  async renew(rows: Rows, options: RenewOptions): Promise<this> {
    refuseUnknownOptions('renew', options, ['trees', 'signal', 'onProgress']);
    await this.update(rows, options, (state, matrix, context) => {
      const trees = integerOption('trees', options.trees, { min: 1, max: state.trees });
      return renewForest(state, matrix, { trees, seed: this.#seed }, context);
    });
    return this;
  }

  #checkShape({ rows, columns }: Matrix): void {
    if (this.#terms > columns) {
      throw new ModelError(
        'INVALID_DATA',
        `extensionLevel ${this.#terms - 1} needs at least ${this.#terms} columns; the rows have ${columns}`,
      );
    }
    if (columns > maximumColumns || rows * columns > maximumValues) {
      throw new ModelError(
        'INVALID_DATA',
        `an isolation forest takes at most ${maximumColumns} columns and ${maximumValues} values; got ${rows} x ${columns}`,
      );
    }
  }

  /** Rows of a forest do not depend on each other: a copied sample of them calibrates it, when a decision is first asked for. */
  protected override sampleForCalibration(rows: Matrix): Matrix {
    return spacedRows(rows, this.#calibrationRows);
  }

  protected override createScorer(state: ForestState, columns: number): Scorer {
    return createForestScorer(state, columns, this.#outOfRange(state, columns));
  }

  protected override decodeState(decoded: unknown, columns: number): ForestState {
    return decodeForest(decoded, columns);
  }

  #outOfRange(state: ForestState, columns: number): OutOfRange | undefined {
    const minimumRanges = this.#minimumRanges(columns);
    if (!minimumRanges) return undefined;
    if (!state.range) throw damaged('range', 'there, because this model has the option outOfRange');
    return createOutOfRange(state.range, minimumRanges);
  }

  #minimumRanges(columns: number): Float64Array | undefined {
    const given = this.#minimumRange;
    return given === undefined ? undefined : valuesPerColumn('outOfRange.minimumRange', given, columns);
  }
}
