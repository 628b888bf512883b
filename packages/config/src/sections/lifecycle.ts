import * as z from 'zod';
import { numberFrom, stringLike, wholeNumberFrom } from './rules.js';

const promotions = ['automatic', 'manual'] as const;

export const lifecycleSchema = z
  .strictObject(
    {
      experiment: stringLike(/^\S(.{0,198}\S)?$/, 'must be a name of 1 to 200 characters')
        .default('anomaly-detection')
        .describe('MLflow experiment that keeps a run of every training.'),
      model_name: stringLike(
        /^[^\s/:](?:[^/:]{0,198}[^\s/:])?$/,
        'must be a name of 1 to 200 characters without / and :, or null',
      )
        .nullable()
        .default(null)
        .describe('Name of the model in the registry; null takes ad- and the name of the host.'),
      watch_seconds: numberFrom(1, 3600)
        .default(30)
        .describe('Seconds between two looks at what the registry calls champion and challenger.'),
      promotion: z
        .enum(promotions, `must be one of ${promotions.join(', ')}`)
        .default('automatic')
        .describe(
          'Whether a challenger that did better takes over by itself, or only when ad models promote says so.',
        ),
      challenger_samples: wholeNumberFrom(50, 100_000)
        .default(500)
        .describe('Samples that a challenger scores beside the champion before the two are compared.'),
      probation_hours: numberFrom(0, 8760)
        .default(24)
        .describe(
          'Hours for which a new champion is watched beside the one before, which takes over again when the new one raises too many alerts.',
        ),
      retrain_minutes: numberFrom(1, 525_600)
        .default(60)
        .describe('Minutes that lie at least between two trainings, once the baseline has been outgrown.'),
      outbox_folder: stringLike(/\S/, 'must be a path to a folder')
        .default('./mlflow-outbox')
        .describe('Folder in which trainings wait while MLflow cannot take them.'),
    },
    'must be an object',
  )
  .prefault({})
  .describe('How models are tracked, compared and replaced.');
