/**
 * Where a detector stands with one host.
 *
 * - `normal`: nothing unusual
 * - `pending`: unusual, not yet often enough to call it an anomaly
 * - `firing`: an anomaly
 * - `resolving`: still an anomaly, on its way back to normal
 * - `warming`: the model needs more samples before it can score one; the decision before it is held
 * - `no_data`: the sample could not be scored; the decision before it is held
 */
export type VerdictState = 'warming' | 'normal' | 'pending' | 'firing' | 'resolving' | 'no_data';

/** What one feature adds to a score. */
export interface VerdictAttribution {
  readonly feature: string;
  /** Share of all contributions towards anomalous, 0..1. */
  readonly share: number;
  /** The value that was observed; `NaN` when missing. */
  readonly observed: number;
  /** Range in which the feature's values usually lie. */
  readonly expected: { readonly low: number; readonly high: number };
}

/**
 * What a sink needs to know of the decision on one sample. A verdict of a detector may carry more fields; any object with
 * at least these is one.
 */
export interface Verdict {
  /** Milliseconds since the epoch, of the sample. */
  readonly timestamp: number;
  readonly host: string;
  /** 1, 2, 3, … per host, since the detector's state began. Left out by a detector that does not count. */
  readonly sequence?: number;
  /** The sample's values by feature name; `NaN` or absent where missing. */
  readonly values: Readonly<Record<string, number>>;
  readonly state: VerdictState;
  /** The decision. */
  readonly isAnomaly: boolean;
  /** Raw model output, higher is more anomalous; `NaN` when the sample could not be scored. */
  readonly score: number;
  /** The score mapped to 0..1; `NaN` when the sample could not be scored. */
  readonly probability: number;
  /** Rank of the score among recent scores, 0..1; small is unusual. */
  readonly pValue: number;
  /** The raw score above which a sample counts as unusual. */
  readonly threshold: number;
  /** True while the threshold rests on too few scores to be trusted. */
  readonly provisional: boolean;
  /** Largest share first; empty when the model explains nothing. */
  readonly attributions: readonly VerdictAttribution[];
  readonly model: { readonly kind: string; readonly version: string };
  /** Names the alert while one lasts, `null` while none does. Left out by a detector that gives no names. */
  readonly alertId?: string | null;
  /** Why the sample is unusual, in one plain sentence; empty when there is nothing to say. */
  readonly explanation?: string;
  /** Whether the sample lies in planned work. */
  readonly maintenance?: boolean;
  /** Whether what is usual has changed, so that the model is out of date. */
  readonly drift?: boolean;
}
