/**
 * Where the detector stands with one host.
 *
 * - `warming`: too few samples to score one
 * - `normal`: no alert
 * - `pending`: the score is above the threshold, not yet often enough for an alert
 * - `firing`: an alert
 * - `resolving`: still an alert, the score has come back, not yet for long enough
 * - `no_data`: no feature of this sample could be read; an alert in progress neither ends nor begins
 */
export type DetectorState = 'warming' | 'normal' | 'pending' | 'firing' | 'resolving' | 'no_data';

/** What one feature adds to a score. Attributions of a verdict are sorted, largest contribution first. */
export interface Attribution {
  readonly feature: string;
  /** In the unit of the score (of a forest: path length); positive pushes towards anomalous. */
  readonly contribution: number;
  /** Share of all positive contributions, 0..1. */
  readonly share: number;
  /** The value that was observed, of a counter its rate per second; `NaN` when missing, and of a counter after a reset. */
  readonly observed: number;
  /** Where the value was expected: of a detector, for this very sample; of a single model, its 1 % and 99 % quantiles in training. */
  readonly expected: { readonly low: number; readonly high: number };
  /** The feature only ever grows: `observed` and `expected` are its rate per second. */
  readonly perSecond?: true;
}

/** What one of a detector's models says of a sample. */
export interface ModelView {
  /** Kind of the model. */
  readonly kind: string;
  /** Its raw score; `NaN` while it cannot score. */
  readonly score: number;
  /** 1 where 1 % of normal scores are higher, 2 where 0.01 % are, if their tail is exponential; 0 at or below their median. */
  readonly surprise: number;
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
  /** Whether there is an alert: true in `firing` and `resolving`, and held through `warming` and `no_data`. */
  readonly isAnomaly: boolean;
  /** Stable name of the alert, `host/time` of the sample that made it fire; `null` when there is none. */
  readonly alertId: string | null;
  /** Higher is more anomalous, about 3 when all is as usual; `NaN` in `warming` and `no_data`. */
  readonly score: number;
  /** The score mapped monotonically to 0..1; above 0.5 exactly when the score is above the threshold. */
  readonly probability: number;
  /** Rank of the score among past scores, 0..1; small is unusual. */
  readonly pValue: number;
  /** The score above which this sample counts as unusual. */
  readonly threshold: number;
  /** True while the threshold rests on too few scores to keep its budget. */
  readonly provisional: boolean;
  readonly attributions: readonly Attribution[];
  /** Why the score is as it is, in one plain sentence; empty while there is no score. */
  readonly explanation: string;
  /** The sample lies in a maintenance window: nothing fires, and nothing is learned from it. */
  readonly maintenance: boolean;
  /** The regime has changed: what was learned before is out of date. */
  readonly drift: boolean;
  /** What each model adds; empty for the forecast alone. */
  readonly views: readonly ModelView[];
  /** `forecast`, and the kinds of models beside it, joined by `+`. */
  readonly model: { readonly kind: string; readonly version: string };
}
