import { isDrawable } from '../charts/geometry.js';
import { formatCount, formatNumber, formatShare } from '../text/format.js';
import type { ScoreRange } from './score-range.js';

/** What a histogram shows, in words, and what of the scores it does not. */
export function scoreSentences(
  { scores, labels }: { readonly scores: ArrayLike<number>; readonly labels?: ArrayLike<number> },
  sorted: Float64Array,
  threshold: number | null,
  range: ScoreRange,
): string[] {
  return [
    summary(sorted, threshold),
    ...(labels ? [labelSummary(scores, labels, threshold)] : []),
    ...remarks(sorted, range, scores.length - sorted.length),
  ];
}

function summary(sorted: Float64Array, threshold: number | null): string {
  const all = formatCount(sorted.length, 'score');
  const [least, greatest] = [sorted[0], sorted[sorted.length - 1]].map(formatNumber);
  const span =
    least === greatest
      ? `${sorted.length > 1 ? 'all ' : ''}${sorted[0] === sorted[sorted.length - 1] ? 'at' : 'about'} ${least}`
      : `from ${least} to ${greatest}`;
  if (threshold === null) return `${all}, ${span}.`;
  const above = sorted.length - sorted.filter((score) => score <= threshold).length;
  return `${all}, ${span}; ${above.toLocaleString('en-US')} (${formatShare(above / sorted.length)}) above the threshold of ${formatNumber(threshold)}.`;
}

function labelSummary(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  threshold: number | null,
): string {
  const labelled = Array.from(scores).filter((score, i) => labels[i] === 1 && isDrawable(score));
  const all = `${formatCount(labelled.length, 'score')} of labelled anomalies`;
  if (threshold === null || labelled.length === 0) return `${all}.`;
  return `${all}, ${labelled.filter((score) => score > threshold).length.toLocaleString('en-US')} above it.`;
}

function remarks(sorted: Float64Array, { low, high }: ScoreRange, leftOut: number): string[] {
  const below = sorted.filter((score) => score < low).length;
  const above = sorted.filter((score) => score > high).length;
  return [
    ...(below > 0
      ? [`The first bar holds ${formatCount(below, 'score')} lower than ${formatNumber(low)} as well.`]
      : []),
    ...(above > 0
      ? [`The last bar holds ${formatCount(above, 'score')} higher than ${formatNumber(high)} as well.`]
      : []),
    ...(leftOut > 0 ? [`Without a finite score, and left out: ${formatCount(leftOut, 'sample')}.`] : []),
  ];
}
