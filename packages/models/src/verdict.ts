/**
 * Where the detector stands with one host.
 *
 * - `normal`: nothing unusual
 * - `pending`: the score is above the threshold, not yet often enough to call it an anomaly
 * - `firing`: an anomaly
 * - `resolving`: still an anomaly, the score has come back below the threshold but not for long enough
 * - `warming`: the model needs more samples of this host before it can score one (a sequence model at its beginning)
 * - `no_data`: no feature of this sample could be scored; an anomaly in progress neither ends nor begins
 */
export type DetectorState = 'warming' | 'normal' | 'pending' | 'firing' | 'resolving' | 'no_data';

/** What one feature adds to a score. Attributions of a verdict are sorted, largest contribution first. */
export interface Attribution {
  readonly feature: string;
  /** In the model's own unit (for a forest: path length); positive pushes towards anomalous. */
  readonly contribution: number;
  /** Share of all positive contributions, 0..1. */
  readonly share: number;
  /** The value that was observed; `NaN` when missing. */
  readonly observed: number;
  /** Range in which the feature's values lay while the model learned: its 1 % and 99 % quantiles. */
  readonly expected: { readonly low: number; readonly high: number };
}

/** The decision on one sample, and everything a reader needs to believe it. Plain data: survives JSON and `structuredClone`. */
export interface Verdict {
  /** Version of this shape; raised only when a field changes its meaning. */
  readonly schemaVersion: 1;
  /** Milliseconds since the epoch, of the sample. */
  readonly timestamp: number;
  readonly host: string;
  /** 1, 2, 3, … per host, since the detector's state began. */
  readonly sequence: number;
  /** The sample's values; `NaN` where missing. */
  readonly values: Readonly<Record<string, number>>;
  readonly state: DetectorState;
  /** The decision after hysteresis: true in `firing` and `resolving`, and held through `warming` and `no_data`. */
  readonly isAnomaly: boolean;
  /** Raw model output, higher is more anomalous; `NaN` in `warming` and `no_data`. */
  readonly score: number;
  /** The score mapped monotonically to 0..1; above 0.5 exactly when the score is above the threshold. */
  readonly probability: number;
  /** Conformal rank of the score among recent scores, 0..1; small is unusual. */
  readonly pValue: number;
  /** The score above which this sample counts as unusual. */
  readonly threshold: number;
  /** True while the threshold rests on too few scores to hold its target rate. */
  readonly provisional: boolean;
  readonly attributions: readonly Attribution[];
  readonly model: { readonly kind: string; readonly version: string };
}
