import type { Autoregression } from './autoregression.js';

/** What was learned of a host's features. Everything but means and deviations is in units of a feature's standard deviation. */
export interface ForecastState {
  /** Milliseconds between two rows. */
  readonly interval: number;
  readonly means: Float64Array;
  /** Standard deviations; 0 for a feature that was never seen, which then never counts. */
  readonly deviations: Float64Array;
  readonly medians: Float64Array;
  /** The lowest values seen: what was never negative is not expected to be. */
  readonly lowest: Float64Array;
  /** The highest values seen: what was never beyond its full scale is not expected to be. */
  readonly highest: Float64Array;
  readonly autoregression: Autoregression;
  /** Per feature, the usual size of a forecast's error and of the distance from its level. */
  readonly residualScale: Float64Array;
  readonly displacementScale: Float64Array;
  /** The usual surprise, by which all are divided. */
  readonly usualSurprise: number;
}
