import { encodeJson } from '../codec.js';
import { ModelError } from '../errors.js';
import type { Matrix } from '../matrix.js';
import { BaseModel, type BaseModelOptions, type Scorer } from '../model/base-model.js';
import { toSavedModel } from '../model/saved-model.js';
import { checkFeatureNames, type FitContext } from '../model/training.js';
import { choiceOption, integerOption, refuseUnknownOptions } from '../options.js';
import { createRandom } from '../random.js';
import { leaf } from '../trees/leaf.js';
import { builtinEngine } from './growing/builtin-engine.js';
import { maximumRows } from './growing/packed-sample.js';
import { loadLibraryEngine } from './ml-random-forest/engine.js';
import { readLibraryForest } from './ml-random-forest/exported-forest.js';
import { packTrees } from './packed-trees.js';
import { createForestScorer } from './scoring/scorer.js';
import { decodeState, type RandomForestState } from './state.js';
import { fitRandomForest } from './training/fit.js';
import { toImportance } from './training/grow-forest.js';
import type { Novelty } from './training/novelty.js';

/** Options of {@link RandomForestModel}. `contamination` counts where there are no labels; labels say it themselves. */
export interface RandomForestOptions extends BaseModelOptions {
  /** Number of trees, 1 to 10,000; twice as many where labels hold 1 to 19 anomalies. @default 100 */
  readonly nEstimators?: number;
  /** An integer; the same seed, rows and labels give the same forest. @default 42 */
  readonly seed?: number;
  /** Columns tried at each split; at most all of them are. @default the square root of their number, rounded down */
  readonly maxFeatures?: number;
  /** Levels below the root. @default no limit */
  readonly maxDepth?: number;
  /** A split must leave so many samples on each side. @default 1 */
  readonly minSamplesLeaf?: number;
  /** Without labels, what rows are told apart from: `uniform` finds empty regions, `marginals` broken correlations only. @default 'uniform' */
  readonly novelty?: Novelty;
  /** Without labels, how many training rows a row is compared with, 2 to 100,000. @default 500 */
  readonly references?: number;
  /** What grows the trees. `ml-random-forest` takes ten times as long for 200 rows, far longer for more, and takes no missing values. @default 'builtin' */
  readonly engine?: 'builtin' | 'ml-random-forest';
}

const optionNames = [
  'contamination',
  'nEstimators',
  'seed',
  'maxFeatures',
  'maxDepth',
  'minSamplesLeaf',
  'novelty',
  'references',
  'engine',
];

/** How much of a forest's work a column does. */
export interface FeatureImportance {
  readonly feature: string;
  /** Share of all decreases of impurity, 0 to 1. */
  readonly importance: number;
}

/**
 * Random forest, with or without labels.
 *
 * With `labels` (0 normal, 1 anomaly) the score is P(anomaly): both classes weigh the same while trees grow, the votes of trees that
 * did not see a row are calibrated against its label, and `predict` marks as large a share of rows as was labelled. Labels with fewer
 * than 20 anomalies are mixed with the score below, in proportion; labels with none are as no labels.
 *
 * Without labels trees tell the rows from synthetic ones, and the score says how few of the training rows share leaves with
 * a row: 0 for a row like all others, towards 1 for a row that is alone.
 *
 * Missing values (`NaN`) go, at each split, to the side that served training best, or to the larger one where none was missing.
 * Constant columns are ignored. `explain` credits each split's column with the change of the mean leaf value; credits sum to
 * the mean over trees of the row's leaf value minus the average one, before the calibration to P(anomaly).
 *
 * Cost: training 100 trees takes about 0.16 s for 1,000 x 5 labelled rows (0.05 s once the process is warm) and 2.3 s for 20,000 x 20;
 * without labels it is bounded, since trees grow from at most 4,096 rows. Scoring 20,000 rows takes about 0.1 and 0.16 s, one
 * row 5 to 15 and 30 to 45 us; explaining one, and scoring one with missing values, takes 17 and 100 us. A saved model has about 12 bytes
 * per node.
 *
 * Like every forest it cannot tell a value just outside the training range from one far outside.
 *
 * Source: Breiman, Random Forests, 2001; Shi and Horvath, Unsupervised learning with random forest predictors, 2006.
 *
 * @example
 * ```ts
 * const rows = Array.from({ length: 200 }, (_, i) => [Math.sin(i), Math.cos(i)]);
 * const model = await new RandomForestModel({ nEstimators: 100, contamination: 0.1, seed: 42 }).train(rows);
 * model.predict([[0, 1], [8, 8]]); // Uint8Array [0, 1]
 * ```
 */
export class RandomForestModel extends BaseModel<RandomForestState> {
  static readonly kind = 'random_forest';
  override readonly kind = RandomForestModel.kind;
  readonly #settings: ReturnType<typeof checkOptions>;

  /** @throws ModelError `INVALID_OPTION` naming the option, its rule and the value given. */
  constructor(options: RandomForestOptions = {}) {
    refuseUnknownOptions('RandomForestModel', options, optionNames);
    const { contamination = 0.1 } = options;
    const { maxFeatures, maxDepth, ...others } = checkOptions(options);
    super({
      ...{ contamination, ...others },
      ...(maxFeatures !== undefined && { maxFeatures }),
      ...(maxDepth !== undefined && { maxDepth }),
    });
    this.#settings = { maxFeatures, maxDepth, ...others };
  }

  /**
   * Takes over a forest of the library `ml-random-forest`: what `JSON.stringify` made of its `RandomForestClassifier`, trained
   * on labels 0 and 1. The score is the share of trees that vote 1, and `predict` equals the library's to the row.
   *
   * The export does not say how many columns the rows had, nor where their values lay: `featureNames` gives the former, and
   * `explain` knows no expected ranges. Cost: 1 ms per 1,000 nodes.
   *
   * @throws ModelError `INVALID_MODEL` when it is not such an export
   *
   * @example
   * ```ts
   * const model = RandomForestModel.fromMlRandomForest(JSON.parse(JSON.stringify(classifier)));
   * model.predict([[1, 2, 3]]); // as classifier.predict
   * ```
   */
  static fromMlRandomForest(json: unknown, featureNames?: readonly string[]): RandomForestModel {
    const { trees, decrease } = readLibraryForest(json, featureNames?.length);
    const columns = decrease.length;
    const forest = packTrees(trees, columns);
    if (!forest) throw new ModelError('INVALID_MODEL', 'the forest has too many thresholds in one column');
    const unknown = new Float64Array(columns).fill(Number.NaN);
    const state: RandomForestState = { forest, calibrator: null, importance: toImportance(decrease) };
    const model = new RandomForestModel({ nEstimators: trees.length, engine: 'ml-random-forest' });
    model.restore(
      toSavedModel({
        kind: RandomForestModel.kind,
        options: encodeJson(model.options),
        featureNames: checkFeatureNames(featureNames, columns),
        calibration: encodeJson({
          scores: new Float64Array(0),
          median: 0,
          threshold: 0.5,
          low: unknown,
          high: unknown,
        }),
        state: encodeJson(state),
      }),
    );
    return model;
  }

  /** How much each column contributes to telling anomalies (or synthetic rows) apart, largest first. @throws ModelError `NOT_TRAINED` */
  featureImportance(): FeatureImportance[] {
    const { importance } = this.state;
    return this.featureNames
      .map((feature, j) => ({ feature, importance: importance[j] }))
      .sort((a, b) => b.importance - a.importance);
  }

  protected override async fit(rows: Matrix, context: FitContext): Promise<RandomForestState> {
    if (rows.rows > maximumRows || rows.columns > leaf) {
      throw new ModelError(
        'INVALID_DATA',
        `a random forest takes at most ${maximumRows} rows of ${leaf} columns; got ${rows.rows} x ${rows.columns}`,
      );
    }
    const { nEstimators: trees, seed, novelty, references } = this.#settings;
    const { maxFeatures = Math.floor(Math.sqrt(rows.columns)), maxDepth, minSamplesLeaf } = this.#settings;
    const random = createRandom(seed);
    const tree = {
      maxFeatures: Math.min(maxFeatures, rows.columns),
      maxDepth: maxDepth ?? Number.POSITIVE_INFINITY,
      minSamplesLeaf,
    };
    const engine =
      this.#settings.engine === 'builtin'
        ? builtinEngine(tree, random)
        : await loadLibraryEngine(tree, random);
    return fitRandomForest(rows, { trees, novelty, references, random, engine }, context);
  }

  protected override createScorer(state: RandomForestState, columns: number): Scorer {
    return createForestScorer(state, columns);
  }

  protected override decodeState(decoded: unknown, columns: number): RandomForestState {
    return decodeState(decoded, columns);
  }
}

function checkOptions(options: RandomForestOptions) {
  const { nEstimators = 100, seed = 42, maxFeatures, maxDepth, minSamplesLeaf = 1 } = options;
  const { novelty = 'uniform', references = 500, engine = 'builtin' } = options;
  return {
    nEstimators: integerOption('nEstimators', nEstimators, { min: 1, max: 10_000 }),
    seed: integerOption('seed', seed),
    maxFeatures:
      maxFeatures === undefined ? undefined : integerOption('maxFeatures', maxFeatures, { min: 1 }),
    maxDepth: maxDepth === undefined ? undefined : integerOption('maxDepth', maxDepth, { min: 1 }),
    minSamplesLeaf: integerOption('minSamplesLeaf', minSamplesLeaf, { min: 1 }),
    novelty: choiceOption('novelty', novelty, ['uniform', 'marginals']),
    references: integerOption('references', references, { min: 2, max: 100_000 }),
    engine: choiceOption('engine', engine, ['builtin', 'ml-random-forest']),
  };
}
