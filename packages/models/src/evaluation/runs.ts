import { ModelError } from '../errors.js';

/** Consecutive 1s: an event where they are labels, an alarm where they are decisions. */
export interface Run {
  readonly start: number;
  /** The index after the last. */
  readonly end: number;
}

/** The runs of 1s, in order. */
export function runsOfOnes(values: ArrayLike<number>): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < values.length; ) {
    const start = i;
    while (i < values.length && values[i] === 1) i++;
    if (i > start) runs.push({ start, end: i });
    else i++;
  }
  return runs;
}

/** Refuses scores or decisions that do not belong to the labels. */
export function checkSameLength(
  values: ArrayLike<number>,
  labels: ArrayLike<number>,
  what: 'score' | 'decision',
): void {
  if (values.length !== labels.length) {
    throw new ModelError(
      'INVALID_DATA',
      `there are ${values.length} ${what}s and ${labels.length} labels; each ${what} needs one`,
    );
  }
}
