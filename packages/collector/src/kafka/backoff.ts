const SHORTEST_MILLISECONDS = 500;
const LONGEST_MILLISECONDS = 10_000;

/** Milliseconds to wait after so many failures in a row: twice as long each time, at most ten seconds. */
export function backoff(failures: number): number {
  return Math.min(SHORTEST_MILLISECONDS * 2 ** (failures - 1), LONGEST_MILLISECONDS);
}
