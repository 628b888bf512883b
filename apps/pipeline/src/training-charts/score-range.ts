/** What part of the scores an axis shows; the few beyond it count at its ends. */
export interface ScoreRange {
  readonly low: number;
  readonly high: number;
  readonly isLog: boolean;
}

/** Above this ratio of the greatest to the median score, equal differences would put the usual scores into a bar or two. */
const longTail = 30;

/**
 * A range in which most scores can be told apart, however far the tail reaches: of positive scores with a long tail the tail as well, by
 * equal ratios; of others the middle 99 % and one and a half times its width on either side. The threshold is in it unless it is far from all.
 */
export function scoreRange(sorted: Float64Array, threshold: number | null): ScoreRange {
  const positive = sorted.subarray(sorted.findIndex((score) => score > 0));
  const [median, greatest] = [at(positive, 0.5), at(sorted, 1)];
  if (sorted[0] >= 0 && greatest > longTail * median && median > 0) {
    const [low, high] = [Math.max(at(positive, 0.005), median / 1000), greatest];
    const isNear = threshold !== null && threshold > low / longTail && threshold < high * longTail;
    return { ...including(isNear ? threshold : null, low, high), isLog: true };
  }
  const room = 1.5 * (at(sorted, 0.995) - at(sorted, 0.005));
  const low = room > 0 ? Math.max(sorted[0], at(sorted, 0.005) - room) : sorted[0];
  const high = room > 0 ? Math.min(greatest, at(sorted, 0.995) + room) : greatest;
  // Where all scores are equal there is nothing that a far threshold could push together.
  const near = high > low ? 1.5 * (high - low) : Number.POSITIVE_INFINITY;
  const isNear = threshold !== null && threshold > low - near && threshold < high + near;
  return { ...including(isNear ? threshold : null, low, high), isLog: false };
}

function including(value: number | null, low: number, high: number): { low: number; high: number } {
  return value === null ? { low, high } : { low: Math.min(low, value), high: Math.max(high, value) };
}

function at(sorted: Float64Array, share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))];
}
