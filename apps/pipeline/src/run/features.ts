/**
 * The smallest range that each feature is taken to vary in, in its own unit. Less than this is ordinary even when the baseline
 * happened to be quieter: a disk that stood still for thirty seconds may grow by a percent without anybody being alarmed.
 */
const smallestRanges: readonly (readonly [suffix: string, range: number])[] = [
  ['_percent', 2],
  ['_bytes_per_second', 1_000_000],
  ['_1m', 1],
  ['_5m', 1],
  ['_15m', 1],
];

/** Per feature, the least range; 0 (no floor) for features that nothing is known of. */
export function minimumRanges(featureNames: readonly string[]): number[] {
  return featureNames.map((name) => smallestRanges.find(([suffix]) => name.endsWith(suffix))?.[1] ?? 0);
}
