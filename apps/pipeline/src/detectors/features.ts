import type { Config } from '@ad/config';
import type { FeatureRules } from '@ad/models';

/** What is known of features by the end of their names, in their own unit. */
const known: readonly { readonly suffix: string; readonly range: number; readonly fullScale: number }[] = [
  { suffix: '_percent', range: 2, fullScale: 100 },
  { suffix: '_bytes_per_second', range: 1_000_000, fullScale: 1e8 },
  { suffix: '_1m', range: 1, fullScale: 10 },
  { suffix: '_5m', range: 1, fullScale: 10 },
  { suffix: '_15m', range: 1, fullScale: 10 },
];

/**
 * Per feature, the range that it is at least taken to vary in; 0 (no floor) for features that nothing is known of. Less than this is
 * ordinary even when the baseline happened to be quieter: a disk that stood still for thirty seconds may grow by a percent without anybody
 * being alarmed.
 */
export function minimumRanges(featureNames: readonly string[]): number[] {
  return featureNames.map((name) => known.find(({ suffix }) => name.endsWith(suffix))?.range ?? 0);
}

/** The detector's rules: as configured, and where nothing is configured as the name of a feature says. */
export function featureRules(featureNames: readonly string[], { detection }: Config): FeatureRules {
  const names = new Set([...featureNames, ...Object.keys(detection.features)]);
  return Object.fromEntries(
    [...names].map((name) => {
      const { direction, minimum_effect } = detection.features[name] ?? {};
      const byName = known.find(({ suffix }) => name.endsWith(suffix));
      const minimumEffect = minimum_effect ?? byName?.range;
      return [
        name,
        {
          ...(direction && { direction }),
          ...(minimumEffect !== undefined && { minimumEffect }),
          ...(byName && { fullScale: byName.fullScale }),
        },
      ];
    }),
  );
}
