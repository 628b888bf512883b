const FIRST_MILLISECONDS = 500;
const LONGEST_MILLISECONDS = 30_000;

/**
 * How long to wait after a number of failures in a row: half a second, doubled each time up to half a minute. Up to half of it is
 * taken off at random, so that many senders that lost the same destination do not all come back at once. `random` is 0 to 1.
 */
export function backoffMilliseconds(failures: number, random: number): number {
  return Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** (failures - 1)) * (1 - random / 2);
}
