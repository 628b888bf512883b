/**
 * State of the detector of one host.
 *
 * - `normal`: nothing unusual
 * - `pending`: unusual, not yet often enough to call it an anomaly
 * - `firing`: an anomaly
 * - `resolving`: still an anomaly, on its way back to normal
 * - `warming`: the model needs more samples before it can score one; the previous decision is held
 * - `no_data`: the sample could not be scored; the previous decision is held
 */
export type VerdictState = 'warming' | 'normal' | 'pending' | 'firing' | 'resolving' | 'no_data';

/** What one feature adds to a score. */
export interface VerdictAttribution {
  readonly feature: string;
  /** Share of all contributions towards anomalous, 0..1. */
  readonly share: number;
  /** The value that was observed; `NaN` when missing. */
  readonly observed: number;
  /** The range in which the value was expected. */
  readonly expected: { readonly low: number; readonly high: number };
}

/**
 * The decision on one sample, as far as sinks need it. Any object with at least these fields is a verdict, such as those of
 * `@ad/models`.
 */
export interface Verdict {
  /** Milliseconds since the epoch, of the sample. */
  readonly timestamp: number;
  readonly host: string;
  /** 1, 2, 3, … per host, since the detector began with it. Left out by a detector that does not count. */
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
  /** Id of the alert while one lasts, `null` otherwise. Left out by a detector that gives no ids. */
  readonly alertId?: string | null;
  /** Why the sample is unusual, in one plain sentence; empty when there is nothing to say. */
  readonly explanation?: string;
  /** Whether the sample was taken in a maintenance window. */
  readonly maintenance?: boolean;
  /** Whether what is usual has changed, so that the model is out of date. */
  readonly drift?: boolean;
}
