import type { Config } from '@ad/config';
import { type Sample, StreamingDetector } from '@ad/models';
import type { DetectorFactory } from '../detectors/detector.js';
import { detectorOptions, withBudget } from '../detectors/detector-options.js';
import { readableFeatures } from '../detectors/samples.js';
import type { Label } from '../labels/label-file.js';
import { labelRows, trainOnFeedback, withFeedback } from './feedback.js';
import { mostTrainingSamples, trainModels } from './train-models.js';

/**
 * Trains what the configuration names on the history of a host and returns what makes detectors with it: the same for a replay as for
 * `ad run`. Whoever makes one lets it learn that history first. Labels of other times than the history's say nothing.
 */
export async function prepareDetectors(
  config: Config,
  history: readonly Sample[],
  labels: readonly Label[],
  signal: AbortSignal,
): Promise<DetectorFactory> {
  const recent = history.slice(-mostTrainingSamples);
  const { models } = await trainModels(config.detection.models, recent, config, signal);
  const featureNames = readableFeatures(history);
  const configured = detectorOptions(config, featureNames);
  const createDetector: DetectorFactory = (alertsPerWeek) =>
    new StreamingDetector({ ...withBudget(configured, config, alertsPerWeek), models });
  const told = labelRows(recent, labels, featureNames);
  if (!told.labels.includes(1)) return createDetector;
  const trees = config.models.random_forest.n_estimators;
  return withFeedback(createDetector, await trainOnFeedback(told, { featureNames, trees, signal }));
}
