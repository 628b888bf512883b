import { randomUUID } from 'node:crypto';
import type { Config } from '@ad/config';
import { type DetectorSnapshot, type Sample, StreamingDetector } from '@ad/models';
import { detectorOptions } from '../detectors/detector-options.js';
import { readableFeatures } from '../detectors/features.js';
import { localVersion } from '../detectors/versioned-models.js';
import type { Training } from '../tracking/training-record.js';
import { type Evaluation, evaluate } from './evaluate.js';
import { trainModels } from './train-models.js';

/** At most so many of the latest samples are judged, and as many before them are known. */
const mostJudged = 2000;
/** Fewer than these say nothing. */
const fewestJudged = 50;

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
  const options = detectorOptions(config, featureNames, models);
  const create = (from?: DetectorSnapshot) => new StreamingDetector(from ? { ...options, from } : options);
  const hosts = [...new Set(samples.map(({ host }) => host))];
  const [longest] = hosts
    .map((name) => samples.filter(({ host }) => host === name))
    .sort((a, b) => b.length - a.length);
  const detector = create();
  if (hosts.length === 1) for (const sample of longest) detector.learn(sample);
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
    evaluation: await evaluateLatest(create, longest, featureNames),
  };
}

/** How a detector does on the latest of the samples that its models were trained on; nothing where they are too few. */
export async function evaluateLatest(
  create: (from?: DetectorSnapshot) => StreamingDetector,
  samples: readonly Sample[],
  featureNames: readonly string[],
): Promise<Evaluation | undefined> {
  const latest = samples.slice(-2 * mostJudged);
  const half = Math.floor(latest.length / 2);
  if (half < fewestJudged) return undefined;
  return evaluate(create, latest.slice(0, half), latest.slice(half), featureNames);
}
