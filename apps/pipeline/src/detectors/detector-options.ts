import type { Config } from '@ad/config';
import type { StreamingDetectorOptions } from '@ad/models';
import { featureRules } from './features.js';

/** Options of detectors, but for their models and their state. */
export type DetectorOptions = Omit<
  StreamingDetectorOptions,
  'featureNames' | 'models' | 'modelVersion' | 'from'
> & { readonly featureNames: readonly string[] };

/** What a configuration says of detectors: the same for `ad run` as for a replay. */
export function detectorOptions(config: Config, featureNames: readonly string[]): DetectorOptions {
  const { alerts_per_week, target_rate, confirm, cool_down_seconds, maintenance } = config.detection;
  return {
    featureNames,
    features: featureRules(featureNames, config),
    alertsPerWeek: alerts_per_week,
    ...(target_rate !== null && { targetRate: target_rate }),
    confirm,
    coolDownSeconds: cool_down_seconds,
    maintenance: maintenance.map(({ time_zone, ...window }) => ({
      ...window,
      ...(time_zone !== undefined && { timeZone: time_zone }),
    })),
  };
}

/** The options with another budget than the configured one, which takes the place of a configured rate as well. */
export function withBudget(
  options: DetectorOptions,
  { detection }: Config,
  alertsPerWeek: number,
): DetectorOptions {
  if (alertsPerWeek === detection.alerts_per_week) return options;
  const { targetRate: _, ...others } = options;
  return { ...others, alertsPerWeek };
}
