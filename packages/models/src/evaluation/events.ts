import { ModelError } from '../errors.js';
import { quantile, sortedFinite } from '../quantile.js';

/** How many labelled events a threshold finds, and how soon. */
export interface EventRecall {
  /** Share of events with at least one score above the threshold. `NaN` when there are no events. */
  readonly recall: number;
  /** Mean number of samples from the start of an event to its first score above the threshold, over the events found. */
  readonly meanDelay: number;
  /** The threshold that was used. */
  readonly threshold: number;
  readonly events: number;
}

/**
 * Share of labelled events found when `falseAlarmRate` of the normal samples may be above the threshold. An event is a run of
 * consecutive 1s in `labels`. Long events are easy to find by chance (a random score finds 21 % of those of the Server Machine
 * Dataset at 1 %), so always put a random score beside it. Cost: sorts the scores of the normal samples once.
 *
 * @example
 * ```ts
 * const labels = [0, 0, 1, 1, 0, 0, 1, 0];
 * eventRecall([1, 2, 1, 9, 1, 1, 1, 1], labels, 0.1).recall; // 0.5
 * ```
 */
export function eventRecall(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  falseAlarmRate: number,
): EventRecall {
  if (scores.length !== labels.length) {
    throw new ModelError(
      'INVALID_DATA',
      `there are ${scores.length} scores and ${labels.length} labels; each score needs one`,
    );
  }
  const threshold = quantile(
    sortedFinite(Array.from(scores).filter((_, i) => labels[i] !== 1)),
    1 - falseAlarmRate,
  );
  let [events, found, delays] = [0, 0, 0];
  for (let start = 0; start < labels.length; start++) {
    if (labels[start] !== 1 || (start > 0 && labels[start - 1] === 1)) continue;
    events++;
    for (let i = start; i < labels.length && labels[i] === 1; i++) {
      if (!(scores[i] > threshold)) continue;
      found++;
      delays += i - start;
      break;
    }
  }
  return { recall: found / events, meanDelay: delays / found, threshold, events };
}
