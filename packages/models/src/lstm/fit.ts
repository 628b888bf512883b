import type { Matrix } from '../matrix.js';
import type { FitContext } from '../model/training.js';
import type { PerColumn } from '../per-column.js';
import type { LstmEngine } from './engine.js';
import type { Forecaster } from './forecaster.js';
import { createLinearForecaster, fitLinear } from './linear-forecaster.js';
import { createLstmForecaster } from './lstm-forecaster.js';
import { fitResidualScale } from './residual-scale.js';
import { fitScaling, type ScaledRows, scaleRows } from './scaling.js';
import type { LstmReport, LstmState } from './state.js';
import { type TrainedNetwork, trainNetwork } from './training-loop.js';

/** Options of the model, checked. */
export interface LstmSettings {
  readonly sequenceLength: number;
  readonly units: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly patience: number;
  readonly seed: number;
  readonly forecaster: 'auto' | 'lstm' | 'linear';
  readonly minimumDeviation: PerColumn | undefined;
}

/**
 * With fewer windows the linear twin forecasts: AUC-PR of network and twin after 200 rows .13 and .22 on ASD, .43 and .36 on SMD;
 * after 300 rows .31 and .25, .44 and .34.
 */
const minimumWindows = 250;

/**
 * From there on the network forecasts, unless its held-out error is this many times the twin's. With the same error it finds more
 * incidents: it saturates where a linear forecast follows the values of the incident wherever they go.
 */
const tolerance = 1.25;

/** The last of the windows that judge the forecasts, and stop the training in time. */
const validationShare = 0.2;

/** Fits the scaling, the linear twin and, where there is enough to learn from, the network. */
export async function fitLstm(
  rows: Matrix,
  settings: LstmSettings,
  engine: LstmEngine,
  context: FitContext,
): Promise<LstmState> {
  const { sequenceLength, units } = settings;
  const scaling = fitScaling(rows, settings.minimumDeviation);
  const scaled = scaleRows(scaling, rows);
  const shape = { features: rows.columns, units };
  const windows = Math.max(0, rows.rows - sequenceLength);
  const validationWindows = windows < 10 ? 0 : Math.floor(validationShare * windows);
  const minimum = { auto: minimumWindows, lstm: 1, linear: Number.POSITIVE_INFINITY };

  const linear = await fitLinear(scaled, context);
  let network: TrainedNetwork | undefined;
  if (windows >= minimum[settings.forecaster]) {
    const plan = { ...settings, ...shape, windows, trainingWindows: windows - validationWindows };
    network = await trainNetwork(engine, scaled, plan, context);
  }
  const lstmForecaster = network && createLstmForecaster(network.weights, shape, sequenceLength);
  const errors = await judge(lstmForecaster, scaled, sequenceLength, validationWindows, context);
  const chosen = choose(settings, errors, network !== undefined);
  const forecaster = (chosen === 'lstm' && lstmForecaster) || createLinearForecaster(linear, rows.columns);
  const residuals = await findResiduals(forecaster, scaled, sequenceLength, 0, context);
  const turn = context.report(settings.epochs, settings.epochs, network?.losses.at(-1));
  if (turn) await turn;

  return {
    sequenceLength,
    units,
    scaling,
    residualScale: fitResidualScale(residuals, scaling),
    linear,
    network: network?.weights ?? null,
    report: {
      forecaster: chosen,
      windows,
      validationWindows,
      validationErrors: errors,
      epochs: network?.epochs ?? 0,
      losses: network?.losses ?? [],
    },
  };
}

/** Errors of both forecasters on the last windows. The twin's is that of a fit to the same rows that the network learned from. */
async function judge(
  lstmForecaster: Forecaster | undefined,
  scaled: ScaledRows,
  sequenceLength: number,
  validationWindows: number,
  context: FitContext,
): Promise<LstmReport['validationErrors']> {
  if (validationWindows === 0) return {};
  const head = { ...scaled, rows: scaled.rows - validationWindows };
  const twin = createLinearForecaster(await fitLinear(head, context), scaled.features);
  const errorOf = async (forecaster: Forecaster): Promise<number> => {
    const from = head.rows - sequenceLength;
    return rootMeanSquare(await findResiduals(forecaster, scaled, sequenceLength, from, context));
  };
  return { linear: await errorOf(twin), ...(lstmForecaster && { lstm: await errorOf(lstmForecaster) }) };
}

function choose(
  { forecaster }: LstmSettings,
  { lstm, linear }: LstmReport['validationErrors'],
  isTrained: boolean,
): 'lstm' | 'linear' {
  if (forecaster === 'lstm') return isTrained ? 'lstm' : 'linear';
  return lstm !== undefined && linear !== undefined && lstm <= tolerance * linear ? 'lstm' : 'linear';
}

/** Residuals, in z-scores, of the rows that have `sequenceLength` rows before them from row `from` on; `NaN` elsewhere. */
async function findResiduals(
  forecaster: Forecaster,
  { rows, features, inputs, targets }: ScaledRows,
  sequenceLength: number,
  from: number,
  context: FitContext,
): Promise<Float64Array> {
  const residuals = new Float64Array(rows * features).fill(Number.NaN);
  const run = forecaster.start();
  for (let i = from; i < rows; i++) {
    for (let j = 0; i >= from + sequenceLength && j < features; j++) {
      residuals[i * features + j] = run.forecast[j] - targets[i * features + j];
    }
    const row = i * (features + 1);
    run.see(inputs.subarray(row, row + features));
    const turn = i % 64 === 0 ? context.turn() : undefined;
    if (turn) await turn;
  }
  return residuals;
}

/** Over the values that are not missing. */
function rootMeanSquare(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value * value;
    count++;
  }
  return Math.sqrt(sum / Math.max(1, count));
}
