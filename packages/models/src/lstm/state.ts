import { arrayField, damaged, integerField, isRecord } from '../codec.js';
import type { Forecaster } from './forecaster.js';
import { createLinearForecaster, type LinearWeights, linearTerms } from './linear-forecaster.js';
import { createLstmForecaster } from './lstm-forecaster.js';
import { checkWeights, type NetworkWeights } from './network/weights.js';
import type { Scaling } from './scaling.js';

/**
 * Bounds of what is trained and loaded, so that neither a damaged file nor a slip asks for all memory. `states` are those of all
 * steps of a batch: training takes 50 bytes for each.
 */
export const limits = { sequenceLength: 1000, units: 1024, states: 2 ** 24 } as const;

/** How training went, and which forecaster it chose. */
export interface LstmReport {
  /** The network, or its linear twin: where windows are few, or the network did clearly worse on the held-out ones. */
  readonly forecaster: 'lstm' | 'linear';
  /** How many windows the training rows gave. */
  readonly windows: number;
  /** How many of these, the last ones, were held out to judge by. */
  readonly validationWindows: number;
  /** Root mean square error of the forecasts of held-out rows, in standard deviations; absent where there was nothing to judge. */
  readonly validationErrors: { readonly lstm?: number; readonly linear?: number };
  /** Epochs that the network was trained for; 0 when it was not. */
  readonly epochs: number;
  /** Mean squared training error per epoch. */
  readonly losses: readonly number[];
}

/** A fitted model, as it is saved. */
export interface LstmState {
  readonly sequenceLength: number;
  readonly units: number;
  readonly scaling: Scaling;
  readonly residualScale: Float64Array;
  readonly linear: LinearWeights;
  /** `null` where only the linear twin was fitted. */
  readonly network: NetworkWeights | null;
  readonly report: LstmReport;
}

/** The forecaster that training chose. */
export function createForecaster({ report, network, linear, ...state }: LstmState): Forecaster {
  const features = state.residualScale.length;
  return report.forecaster === 'lstm' && network
    ? createLstmForecaster(network, { features, units: state.units }, state.sequenceLength)
    : createLinearForecaster(linear, features);
}

/** Checks what a file says a model is. @throws ModelError `INVALID_MODEL` */
export function decodeLstm(decoded: unknown, columns: number): LstmState {
  const state = record(decoded, 'state');
  const scaling = record(state.scaling, 'scaling');
  const linear = record(state.linear, 'linear');
  const report = decodeReport(state.report);
  const units = integerField(state, 'units', 1, limits.units);
  const { coupled } = linear;
  if (typeof coupled !== 'boolean') throw damaged('coupled', 'true or false');
  const network =
    state.network === null
      ? null
      : checkWeights(record(state.network, 'network'), { features: columns, units });
  if (report.forecaster === 'lstm' && !network) throw damaged('network', 'there, as it forecasts');
  return {
    sequenceLength: integerField(state, 'sequenceLength', 1, limits.sequenceLength),
    units,
    scaling: {
      mean: finite(scaling, 'mean', columns),
      deviation: positive(scaling, 'deviation', columns),
      floored: arrayField(scaling, 'floored', Uint8Array, columns),
    },
    residualScale: positive(state, 'residualScale', columns),
    linear: {
      coupled,
      coefficients: finite(linear, 'coefficients', columns * linearTerms(coupled, columns)),
    },
    network,
    report,
  };
}

function decodeReport(decoded: unknown): LstmReport {
  const report = record(decoded, 'report');
  const { forecaster, losses } = report;
  if (forecaster !== 'lstm' && forecaster !== 'linear') throw damaged('forecaster', '"lstm" or "linear"');
  if (!Array.isArray(losses)) throw damaged('losses', 'a list');
  const count = (name: string): number => integerField(report, name, 0, Number.MAX_SAFE_INTEGER);
  return {
    forecaster,
    windows: count('windows'),
    validationWindows: count('validationWindows'),
    validationErrors: Object.fromEntries(
      Object.entries(record(report.validationErrors, 'validationErrors')).filter(
        ([name, error]) => (name === 'lstm' || name === 'linear') && typeof error === 'number',
      ),
    ),
    epochs: count('epochs'),
    // A loss that was not finite has become null.
    losses: losses.map((loss: unknown) => (typeof loss === 'number' ? loss : Number.NaN)),
  };
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (!isRecord(value)) throw damaged(what, 'an object');
  return value;
}

function finite(state: Record<string, unknown>, field: string, length: number): Float64Array {
  const values = arrayField(state, field, Float64Array, length);
  if (!values.every(Number.isFinite)) throw damaged(field, 'finite');
  return values;
}

function positive(state: Record<string, unknown>, field: string, length: number): Float64Array {
  const values = finite(state, field, length);
  if (!values.every((value) => value > 0)) throw damaged(field, 'above 0');
  return values;
}
