import type { Config } from '@ad/config';
import type { BaseModel, StreamingDetectorOptions } from '@ad/models';
import { featureRules } from './features.js';

/** What a configuration says of detectors: the same for `ad run` as for a replay. */
export function detectorOptions(
  config: Config,
  featureNames: readonly string[],
  models: readonly BaseModel[],
): StreamingDetectorOptions {
  const { alerts_per_week, target_rate, confirm, cool_down_seconds, maintenance } = config.detection;
  return {
    featureNames,
    features: featureRules(featureNames, config),
    models,
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

/** The options of a detector with another budget than the configured one, which takes the place of a configured rate as well. */
export function withBudget(
  options: StreamingDetectorOptions,
  { detection }: Config,
  alertsPerWeek: number,
): StreamingDetectorOptions {
  if (alertsPerWeek === detection.alerts_per_week) return options;
  const { targetRate: _, ...others } = options;
  return { ...others, alertsPerWeek };
}
