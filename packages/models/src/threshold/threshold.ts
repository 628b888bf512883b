import type { Json } from '../codec.js';

/** What a threshold says of one score. */
export interface ThresholdDecision {
  /** The score is above {@link ThresholdDecision.threshold}. */
  readonly isAbove: boolean;
  readonly threshold: number;
  /** Median of the scores that the threshold was derived from. */
  readonly median: number;
  /** Conformal rank of the score among them: (1 + how many are at least as large) / (1 + how many there are). */
  readonly pValue: number;
  /** The threshold rests on too few scores to hold its target rate. */
  readonly provisional: boolean;
}

/** Decides on one score after the other. Wraps nothing and knows no model, so that any score can be thresholded. */
export interface Threshold {
  /**
   * Decides on the score, then learns from it. `NaN` is never above, and nothing is learned from it.
   *
   * @param timestamp of the score's sample, in ms; for thresholds that count per time.
   */
  observe(score: number, timestamp: number): ThresholdDecision;
  /** The state as plain JSON; give it to the constructor to go on from there. */
  snapshot(): Json;
}

/** State of a {@link StaticThreshold} between two scores. */
export type ThresholdSnapshot = {
  /** The scores that it was made of, ascending. */
  readonly scores: readonly number[];
};
