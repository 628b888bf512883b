import { ModelError } from '../errors.js';
import { choiceOption } from '../options.js';
import { checkSameLength, type Run, runsOfOnes } from './runs.js';

/** What an application cares for most, as the Numenta Anomaly Benchmark weighs it. */
export type NabProfile = 'standard' | 'reward_low_FP_rate' | 'reward_low_FN_rate';

/** One series of a corpus: a score per row, and 1 for the rows inside an anomaly window. */
export interface NabSeries {
  readonly scores: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

/** The score of a corpus. */
export interface NabScore {
  /** 0 for a detector that finds nothing and says nothing, 100 for a perfect one; far below 0 is possible with a fixed threshold. */
  readonly score: number;
  /** The threshold that was used: rows with this score or a higher one count as detections. */
  readonly threshold: number;
  readonly windows: number;
}

const weights = {
  standard: { falsePositive: 0.11, falseNegative: 1 },
  reward_low_FP_rate: { falsePositive: 0.22, falseNegative: 1 },
  reward_low_FN_rate: { falsePositive: 0.11, falseNegative: 2 },
} as const;

const probationShare = 0.15;
const longestSeriesForProbation = 5000;
/** Beyond this many window lengths after a window, a false positive costs its full weight. */
const farAway = 3;

/**
 * How many rows at the start of a series of that length are not scored: 15 %, at most 750. A detector may learn on them.
 *
 * @example
 * ```ts
 * nabProbation(4032); // 604
 * ```
 */
export function nabProbation(rows: number): number {
  return Math.min(Math.floor(probationShare * rows), probationShare * longestSeriesForProbation);
}

/**
 * The score of the Numenta Anomaly Benchmark (Lavin and Ahmad, 2015; rules of version 1.1): the first detection inside a window earns
 * up to 1, the earlier the more; every row detected outside of one costs, less when it comes soon after a window; a window without
 * detection costs. Normalised between the detector that is silent (0) and the perfect one (100). As in the benchmark, one threshold serves the whole corpus and is
 * the one that scores best on it: an upper bound, for live use it must come from elsewhere; give `threshold` to score such a one.
 * `NaN` scores are never detections. The published leader board is on all 58 series: scores on a part of them do not compare.
 *
 * Cost: sorts all rows once.
 *
 * @throws ModelError `INVALID_DATA` when the scores and labels of a series differ in length, or no series has a window.
 *
 * @example
 * ```ts
 * const labels = [0, 0, 0, 0, 0, 0, 1, 1, 1, 0];
 * nabScore([{ scores: [0, 0, 0, 0, 0, 0, 9, 0, 0, 0], labels }]).score; // 100
 * ```
 */
export function nabScore(
  series: readonly NabSeries[],
  profile: NabProfile = 'standard',
  threshold?: number,
): NabScore {
  const { falsePositive, falseNegative } =
    weights[choiceOption('profile', profile, ['standard', 'reward_low_FP_rate', 'reward_low_FN_rate'])];
  const { rows, windows } = weighRows(series);
  if (windows === 0)
    throw new ModelError('INVALID_DATA', 'no series has an anomaly window; NAB scores need one');
  rows.sort((a, b) => b.score - a.score);

  const silent = -falseNegative * windows;
  const earned = new Float64Array(windows).fill(-falseNegative);
  let raw = silent;
  let best = { raw, threshold: Number.POSITIVE_INFINITY };
  for (let i = 0; i < rows.length; i++) {
    const { score, window, weight } = rows[i];
    if (threshold !== undefined && score < threshold) break;
    if (window === undefined) {
      raw += falsePositive * weight;
    } else {
      const value = Math.max(earned[window], weight);
      raw += value - earned[window];
      earned[window] = value;
    }
    if (threshold === undefined && rows[i + 1]?.score !== score && raw > best.raw) {
      best = { raw, threshold: score };
    }
  }
  if (threshold !== undefined) best = { raw, threshold };
  return { score: (100 * (best.raw - silent)) / (windows - silent), threshold: best.threshold, windows };
}

/** A row that may be detected: what that earns (in a window) or costs, before the profile's weights. */
interface WeighedRow {
  readonly score: number;
  readonly window: number | undefined;
  readonly weight: number;
}

function weighRows(series: readonly NabSeries[]): { rows: WeighedRow[]; windows: number } {
  const rows: WeighedRow[] = [];
  let windows = 0;
  for (const { scores, labels } of series) {
    checkSameLength(scores, labels, 'score');
    const events = runsOfOnes(labels);
    let next = 0;
    for (let i = 0; i < scores.length; i++) {
      while (next < events.length && events[next].end <= i) next++;
      const isInside = next < events.length && events[next].start <= i;
      if (i < nabProbation(scores.length) || Number.isNaN(scores[i])) continue;
      rows.push({
        score: scores[i],
        window: isInside ? windows + next : undefined,
        weight: isInside ? earliness(events[next], i) : remoteness(events[next - 1], i),
      });
    }
    windows += events.length;
  }
  return { rows, windows };
}

/** 1 for the first row of a window, close to 0 for its last. */
function earliness({ start, end }: Run, i: number): number {
  return scaledSigmoid((i - end) / (end - start)) / scaledSigmoid(-1);
}

/** -1 far from any window before it, close to 0 right after one. */
function remoteness(before: Run | undefined, i: number): number {
  if (before === undefined) return -1;
  const distance = (i - before.end + 1) / Math.max(1, before.end - before.start - 1);
  return distance >= farAway ? -1 : scaledSigmoid(distance);
}

function scaledSigmoid(position: number): number {
  return 2 / (1 + Math.exp(5 * position)) - 1;
}
