import type { Config } from '@ad/config';
import { type BaseModel, IsolationForestModel, LstmModel, RandomForestModel } from '@ad/models';

/** A kind of model that a configuration may name. */
export type ModelKind = Config['detection']['models'][number];

/** A model as configured, untrained. `minimumRange`: the least change that matters, per feature. */
export function createConfiguredModel(
  kind: ModelKind,
  { models }: Config,
  minimumRange: readonly number[],
): BaseModel {
  const { isolation_forest, random_forest, lstm } = models;
  switch (kind) {
    case 'isolation_forest':
      return new IsolationForestModel({
        contamination: isolation_forest.contamination,
        nEstimators: isolation_forest.n_estimators,
        maxSamples: isolation_forest.max_samples,
        seed: isolation_forest.seed,
        outOfRange: { minimumRange },
      });
    case 'random_forest':
      return new RandomForestModel({
        contamination: random_forest.contamination,
        nEstimators: random_forest.n_estimators,
      });
    case 'lstm':
      return new LstmModel({
        sequenceLength: lstm.sequence_length,
        epochs: lstm.epochs,
        batchSize: lstm.batch_size,
        minimumDeviation: minimumRange.map((range) => range / 4),
      });
  }
}
