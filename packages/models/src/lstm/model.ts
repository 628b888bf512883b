import { ModelError } from '../errors.js';
import type { Matrix } from '../matrix.js';
import { BaseModel, type BaseModelOptions, type Scorer } from '../model/base-model.js';
import type { FitContext } from '../model/training.js';
import { choiceOption, integerOption, numberOption, refuseOption, refuseUnknownOptions } from '../options.js';
import { perColumnOption } from '../per-column.js';
import { builtinEngine, type LstmEngine } from './engine.js';
import { fitLstm, type LstmSettings } from './fit.js';
import { SequenceRun } from './sequence-run.js';
import { createForecaster, decodeLstm, type LstmReport, type LstmState, limits } from './state.js';

/** Options of {@link LstmModel}. */
export interface LstmOptions extends BaseModelOptions {
  /** How many rows a forecast is made from, 1 to 1,000; as many first rows of a sequence have no score. @default 10 */
  readonly sequenceLength?: number;
  /** Units of the LSTM layer, 1 to 1,024. @default 32 */
  readonly units?: number;
  /** Passes over the training windows, at most. @default 50 */
  readonly epochs?: number;
  /** Windows per step of the optimizer. @default 32 */
  readonly batchSize?: number;
  /** Step size of Adam. @default 0.005 */
  readonly learningRate?: number;
  /** Training ends after this many epochs without a better forecast of the held-out windows. @default 10 */
  readonly patience?: number;
  /** An integer; the same seed, rows and engine `'builtin'` give the same model, to the bit. @default 42 */
  readonly seed?: number;
  /**
   * What trains the network: `'builtin'` needs nothing; `'tfjs'` trains with TensorFlow.js, of which `@tensorflow/tfjs-node` or
   * `@tensorflow/tfjs` has to be installed; or an engine made by `createTfjsEngine` of `@ad/models/lstm/tfjs`. Scoring is the same.
   * @default 'builtin'
   */
  readonly engine?: 'builtin' | 'tfjs' | LstmEngine;
  /**
   * What forecasts: the network, its linear twin, or `'auto'`: the network from 250 windows on, unless its error on the last fifth
   * of them, which are held out, is above 1.25 times the twin's. @default 'auto'
   */
  readonly forecaster?: 'auto' | 'lstm' | 'linear';
  /**
   * The least standard deviation that a column is taken to have, in its own units, one number for all or one per column: it keeps
   * a column that hardly moved in training from making every tiny step an anomaly. @default 0.5 % of its largest absolute value
   */
  readonly minimumDeviation?: number | readonly number[];
}

type EngineOption = NonNullable<LstmOptions['engine']>;

const optionNames = [
  'contamination',
  'sequenceLength',
  'units',
  'epochs',
  'batchSize',
  'learningRate',
  'patience',
  'seed',
  'engine',
  'forecaster',
  'minimumDeviation',
];

/**
 * Forecasts each row from the `sequenceLength` rows before it, and scores it by how far off the forecast was: the root mean square
 * over columns of the residual, each in units of that column's usual residual and cut at 20. About 1 for ordinary rows. Rows are
 * consecutive steps of one source; the first `sequenceLength` rows score `NaN` and are never anomalies. For rows that come one by
 * one use {@link LstmModel.createStream}: its steps give the scores of the whole sequence, to the bit, and forecasts and
 * explanations with them.
 *
 * Beside the LSTM stands its linear twin, a ridge (vector) autoregression of 3 lags, which forecasts instead where there is little
 * to learn from, or the network did clearly worse: {@link LstmModel.report} says how both did.
 *
 * Missing values (`NaN`) are taken for their forecast, and add nothing to the score; a row of nothing else scores `NaN`. Infinite
 * ones count as 20 standard deviations.
 *
 * Cost, with 32 units, 5 columns and windows of 10: training 0.1 s for 120 windows and 50 epochs, 8 us per row scored (0.5 us by
 * the twin); with 38 columns training takes 0.4 s per epoch of 10,000 windows.
 *
 * Source: Malhotra, Vig, Shroff and Agarwal, Long Short Term Memory Networks for Anomaly Detection in Time Series, ESANN 2015.
 *
 * @example
 * ```ts
 * const rows = Array.from({ length: 300 }, (_, i) => [Math.sin(i / 3), Math.cos(i / 3)]);
 * const model = await new LstmModel({ sequenceLength: 10, epochs: 50, seed: 42 }).train(rows);
 * const stream = model.createStream();
 * for (const row of rows) stream.push(row);
 * stream.push([5, 0]).score > model.threshold; // true
 * ```
 */
export class LstmModel extends BaseModel<LstmState> {
  static readonly kind = 'lstm';
  override readonly kind = LstmModel.kind;
  readonly #settings: LstmSettings;
  readonly #engine: EngineOption;

  /** @throws ModelError `INVALID_OPTION` naming the option, its rule and the value given. */
  constructor(options: LstmOptions = {}) {
    refuseUnknownOptions('LstmModel', options, optionNames);
    const { contamination = 0.1, engine = 'builtin' } = options;
    const { minimumDeviation, ...settings } = checkSettings(options);
    const engineName = typeof engine === 'string' ? engine : engine.name;
    super({
      ...{ contamination, ...settings, engine: engineName },
      ...(minimumDeviation !== undefined && { minimumDeviation }),
    });
    this.#settings = { ...settings, minimumDeviation };
    this.#engine = checkEngine(engine);
  }

  /** How training went: which forecaster was chosen, and how both did on held-out rows. @throws ModelError `NOT_TRAINED` */
  get report(): LstmReport {
    return this.state.report;
  }

  protected override async fit(rows: Matrix, context: FitContext): Promise<LstmState> {
    return fitLstm(rows, this.#settings, await resolveEngine(this.#engine), context);
  }

  protected override createScorer(state: LstmState): Scorer {
    const parts = { ...state, forecaster: createForecaster(state) };
    return {
      score({ data, rows, columns }) {
        const run = new SequenceRun(parts);
        return Float64Array.from({ length: rows }, (_, i) => run.advance(data, i * columns));
      },
      createStream: (from) => new SequenceRun(parts, from),
    };
  }

  protected override decodeState(decoded: unknown, columns: number): LstmState {
    return decodeLstm(decoded, columns);
  }
}

function checkSettings(options: LstmOptions): LstmSettings {
  const { sequenceLength = 10, units = 32, epochs = 50, batchSize = 32, learningRate = 0.005 } = options;
  const { patience = 10, seed = 42, forecaster = 'auto', minimumDeviation } = options;
  const checked = {
    sequenceLength: integerOption('sequenceLength', sequenceLength, { min: 1, max: limits.sequenceLength }),
    units: integerOption('units', units, { min: 1, max: limits.units }),
    epochs: integerOption('epochs', epochs, { min: 1, max: 100_000 }),
    batchSize: integerOption('batchSize', batchSize, { min: 1, max: 4096 }),
    learningRate: numberOption('learningRate', learningRate, { min: 0, exclusiveMin: true, max: 1 }),
    patience: integerOption('patience', patience, { min: 1, max: 100_000 }),
    seed: integerOption('seed', seed),
    forecaster: choiceOption('forecaster', forecaster, ['auto', 'lstm', 'linear']),
    minimumDeviation:
      minimumDeviation === undefined ? undefined : perColumnOption('minimumDeviation', minimumDeviation),
  };
  const states = sequenceLength * batchSize * units;
  if (states > limits.states) {
    refuseOption('sequenceLength x batchSize x units', `at most ${limits.states}`, states);
  }
  return checked;
}

function checkEngine(engine: EngineOption): EngineOption {
  if (engine === 'builtin' || engine === 'tfjs') return engine;
  if (typeof engine === 'object' && engine?.name === 'tfjs' && typeof engine.createTrainer === 'function') {
    return engine;
  }
  throw new ModelError(
    'INVALID_OPTION',
    `engine must be "builtin", "tfjs" or an engine of @ad/models/lstm/tfjs; got ${JSON.stringify(engine)}`,
  );
}

async function resolveEngine(engine: EngineOption): Promise<LstmEngine> {
  if (engine === 'builtin') return builtinEngine;
  if (engine !== 'tfjs') return engine;
  const { loadTfjsEngine } = await import('./tfjs.js');
  return loadTfjsEngine();
}
