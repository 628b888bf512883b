import type { Sample } from '@ad/models';

/** Features with at least one value; one that was never readable cannot be learned. */
export function readableFeatures(samples: readonly Sample[]): string[] {
  const names = new Set(samples.flatMap(({ values }) => Object.keys(values)));
  return [...names].filter((name) => samples.some(({ values }) => Number.isFinite(values[name])));
}

/** The values of a sample in the order of the names; `NaN` for what it does not have. */
export function rowOf({ values }: Sample, featureNames: readonly string[]): number[] {
  return featureNames.map((name) => values[name] ?? Number.NaN);
}

/** The hosts that samples are of, in the order of their first ones. */
export function hostsOf(samples: readonly Sample[]): string[] {
  return [...new Set(samples.map(({ host }) => host))];
}
