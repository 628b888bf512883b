import type { Config } from '@ad/config';
import { type Sample, StreamingDetector, type StreamingDetectorOptions, type Verdict } from '@ad/models';
import type { Label } from '../labels/label-file.js';
import { detectorOptions } from './detector-options.js';
import { labelRows, trainOnFeedback, withFeedback } from './feedback.js';
import { readableFeatures, train } from './train.js';

/** What a replay reads of a verdict. */
export type Judgement = Pick<
  Verdict,
  'timestamp' | 'host' | 'state' | 'isAnomaly' | 'score' | 'threshold' | 'attributions'
> & {
  /** The same while one alert lasts; `null` where there is none. */
  readonly alertId: string | null;
  /** One plain sentence; empty when there is nothing to say. */
  readonly explanation: string;
  /** Within an alert, 0 to 1: how much the sample is like those that people called anomalies. Absent without feedback. */
  readonly trueChance?: number;
};

/** Decides on the samples of one host, one after the other. */
export interface Detector {
  /** Takes in a sample without judging it. */
  learn(sample: Sample): void;
  observe(sample: Sample): Judgement;
}

/** Makes a detector of one host that may raise so many alarms a week. */
export type DetectorFactory = (alertsPerWeek: number) => Detector;

/** More samples than these do not make a better model, only a longer wait. */
export const mostTrainingSamples = 20_000;

/**
 * Trains what the configuration names on the history of a host and returns what makes detectors with it: the same for a replay as for
 * `ad run`. Whoever makes one lets it {@link Detector.learn} that history first. Labels of other times than the history's say nothing.
 */
export async function prepareDetectors(
  config: Config,
  history: readonly Sample[],
  labels: readonly Label[],
  signal: AbortSignal,
): Promise<DetectorFactory> {
  const recent = history.slice(-mostTrainingSamples);
  const { models } = await train(config.detection.models, recent, config, signal);
  const featureNames = readableFeatures(history);
  const configured = detectorOptions(config, featureNames, models);
  const createDetector: DetectorFactory = (alertsPerWeek) =>
    new StreamingDetector(withBudget(configured, config, alertsPerWeek));
  const told = labelRows(recent, labels, featureNames);
  if (!told.labels.includes(1)) return createDetector;
  const trees = config.models.random_forest.n_estimators;
  return withFeedback(createDetector, await trainOnFeedback(told, { featureNames, trees, signal }));
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
