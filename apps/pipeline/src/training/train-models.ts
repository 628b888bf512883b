import type { Config } from '@ad/config';
import { type BaseModel, type Sample, trimBaseline } from '@ad/models';
import { minimumRanges } from '../detectors/features.js';
import { readableFeatures, rowOf } from '../detectors/samples.js';
import { createConfiguredModel, type ModelKind } from './create-model.js';

/** Models, and how long all of them took. */
export interface TrainedModels {
  readonly models: readonly BaseModel[];
  readonly trainingSeconds: number;
}

/** More samples than these do not make better models, only a longer wait. */
export const mostTrainingSamples = 20_000;

/** Trains models on samples, one after the other in a worker thread. */
export async function trainModels(
  kinds: readonly ModelKind[],
  samples: readonly Sample[],
  config: Config,
  signal: AbortSignal,
): Promise<TrainedModels> {
  const started = performance.now();
  const featureNames = readableFeatures(samples);
  const minimumRange = minimumRanges(featureNames);
  const rows = samples.map((sample) => rowOf(sample, featureNames));
  // What starts together with the detector, not least the detector, is not what is normal on this machine.
  const usual = trimBaseline(rows, minimumRange);
  const models: BaseModel[] = [];
  for (const kind of kinds) {
    // A held-out part of a sequence must be longer than what the model needs to begin.
    const calibrationFolds = kind === 'lstm' ? 2 : 5;
    const model = createConfiguredModel(kind, config, minimumRange);
    models.push(await model.train(usual, { featureNames, calibrationFolds, background: true, signal }));
  }
  return { models, trainingSeconds: (performance.now() - started) / 1000 };
}
