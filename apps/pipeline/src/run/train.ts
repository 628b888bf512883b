import type { Config } from '@ad/config';
import { type BaseModel, type Sample, trimBaseline } from '@ad/models';
import { createConfiguredModel } from './create-model.js';
import { minimumRanges } from './features.js';

/** A model, and how long it took. */
export interface TrainedModel {
  readonly model: BaseModel;
  readonly trainingSeconds: number;
}

/** Trains the configured model on samples, in a worker thread. */
export async function train(
  samples: readonly Sample[],
  featureNames: readonly string[],
  config: Config,
  signal: AbortSignal,
): Promise<TrainedModel> {
  const started = performance.now();
  const minimumRange = minimumRanges(featureNames);
  const model = createConfiguredModel(config, minimumRange);
  const rows = samples.map(({ values }) => featureNames.map((name) => values[name] ?? Number.NaN));
  // What starts together with the detector, not least the detector, is not what is normal on this machine.
  const usual = trimBaseline(rows, minimumRange);
  // A held-out part of a sequence must be longer than what the model needs to begin.
  const calibrationFolds = config.detection.model === 'lstm' ? 2 : 5;
  await model.train(usual, { featureNames, calibrationFolds, background: true, signal });
  return { model, trainingSeconds: (performance.now() - started) / 1000 };
}
