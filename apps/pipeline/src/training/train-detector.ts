import { randomUUID } from 'node:crypto';
import type { Config } from '@ad/config';
import { type Sample, StreamingDetector } from '@ad/models';
import { detectorOptions } from '../detectors/detector-options.js';
import { hostsOf, readableFeatures } from '../detectors/samples.js';
import { localVersion, type SavedDetector } from '../detectors/versioned-models.js';
import { type Evaluation, evaluateLatest } from './evaluate.js';
import { trainModels } from './train-models.js';

/** A training as it happened. */
export interface Training {
  readonly saved: SavedDetector;
  readonly data: readonly Sample[];
  readonly seconds: number;
  /** Of the same samples; nothing where they are too few. */
  readonly evaluation: Evaluation | undefined;
}

/**
 * Trains the configured models, and a detector with them, on recorded samples, those of one host after those of another. What a
 * detector knows beside its models is of one host: that of several hosts begins without.
 */
export async function trainDetector(
  config: Config,
  samples: readonly Sample[],
  signal: AbortSignal,
): Promise<Training> {
  const { models, trainingSeconds } = await trainModels(config.detection.models, samples, config, signal);
  const featureNames = readableFeatures(samples);
  const options = { ...detectorOptions(config, featureNames), models };
  const byHost = hostsOf(samples).map((name) => samples.filter(({ host }) => host === name));
  const longest = byHost.reduce((most, own) => (own.length > most.length ? own : most));
  const detector = new StreamingDetector(options);
  if (byHost.length === 1) for (const sample of samples) detector.learn(sample);
  const trainingId = randomUUID();
  return {
    saved: {
      models,
      version: localVersion(trainingId),
      trainingId,
      samples: samples.length,
      trainedAt: Date.now(),
      featureNames,
      state: { ...detector.snapshot(), models: [] },
    },
    data: samples,
    seconds: trainingSeconds,
    evaluation: await evaluateLatest(options, longest),
  };
}
