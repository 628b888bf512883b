import * as z from 'zod';
import { numberAbove, wholeNumberFrom } from './rules.js';

const contamination = () =>
  numberAbove(0, 0.5)
    .default(0.1)
    .describe('Share of the training samples, 0 to 1, that the static threshold takes for anomalies.');

const trees = () => wholeNumberFrom(1, 10_000).default(100).describe('Number of trees in the forest.');

const isolationForest = z
  .strictObject(
    {
      contamination: contamination(),
      n_estimators: trees(),
      max_samples: wholeNumberFrom(2, 4096)
        .default(256)
        .describe('Number of training samples that each tree is grown from.'),
      seed: wholeNumberFrom(0, 2 ** 32 - 1)
        .default(42)
        .describe('Seed of every random choice in training: the same seed and samples give the same model.'),
    },
    'must be an object',
  )
  .prefault({})
  .describe('The isolation forest, which scores the samples of a running detector.');

const randomForest = z
  .strictObject({ n_estimators: trees(), contamination: contamination() }, 'must be an object')
  .prefault({})
  .describe('The random forest, which can also learn from labelled samples.');

const lstm = z
  .strictObject(
    {
      sequence_length: wholeNumberFrom(1, 1000)
        .default(10)
        .describe('Number of samples that the network reads before it forecasts the next one.'),
      epochs: wholeNumberFrom(1, 10_000)
        .default(50)
        .describe('Number of times that training passes over all samples.'),
      batch_size: wholeNumberFrom(1, 4096)
        .default(32)
        .describe('Number of sequences in one step of training.'),
    },
    'must be an object',
  )
  .prefault({})
  .describe(
    'The LSTM network, which forecasts the next sample and scores how far the real one lies from it.',
  );

export const modelsSchema = z
  .strictObject({ isolation_forest: isolationForest, random_forest: randomForest, lstm }, 'must be an object')
  .prefault({})
  .describe('How each model is trained.');
