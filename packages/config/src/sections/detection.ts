import * as z from 'zod';
import { maintenanceSchema } from './maintenance.js';
import { numberAbove, numberFrom, pathOrNull, whenValid, wholeNumberFrom } from './rules.js';

const rateRule = 'must be a number above 0, up to 0.5, or null';

const targetRate = z
  .number(rateRule)
  .gt(0, rateRule)
  .max(0.5, rateRule)
  .nullable()
  .default(null)
  .describe(
    'Share of normal samples, 0 to 1, that may score above the threshold, in place of alerts_per_week; null leaves it to that.',
  );

const alertsPerWeek = numberAbove(0, 1000)
  .default(1)
  .describe('False alerts a week that you can bear, on one host: sets the threshold.');

const confirmation = {
  above: wholeNumberFrom(1, 32)
    .default(2)
    .describe('Number of samples above the threshold that make an anomaly.'),
  of: wholeNumberFrom(1, 32)
    .default(3)
    .describe('Number of most recent samples among which those above the threshold are counted.'),
};

const confirm = z
  .strictObject(confirmation, 'must be an object')
  .refine((value) => value.above <= value.of, {
    path: ['above'],
    params: { against: 'detection.confirm.of' },
    error: 'must not be more than detection.confirm.of',
    when: whenValid(confirmation),
  })
  .prefault({})
  .describe('How many samples above the threshold it takes to report an anomaly.');

const coolDown = numberFrom(0, 86_400)
  .default(300)
  .describe('Seconds after its end in which an alert that fires again is the same alert.');

const directions = ['above', 'below', 'both'] as const;

const feature = z.strictObject(
  {
    direction: z
      .enum(directions, `must be one of ${directions.join(', ')}`)
      .default('both')
      .describe('Side of the expected range on which the feature is unusual.'),
    minimum_effect: numberFrom(0, 1e15)
      .optional()
      .describe(
        "Distance from the expected range, in the feature's own unit, up to which nothing is unusual; left out, the detector's own.",
      ),
  },
  'must be an object',
);

const features = z
  .record(z.string(), feature, 'must be an object of features, each with { direction, minimum_effect }')
  .default({})
  .describe(
    'What is unusual of single features, e.g. { "disk_percent": { "direction": "above", "minimum_effect": 2 } }.',
  );

const kinds = ['isolation_forest', 'random_forest', 'lstm'] as const;
const modelsRule = `must be an array of ${kinds.join(', ')}, none twice; empty for the forecast alone`;

const models = z
  .array(z.enum(kinds, modelsRule), modelsRule)
  .refine((values) => new Set(values).size === values.length, modelsRule)
  .meta({ uniqueItems: true })
  .default([...kinds])
  .describe(
    'The models that look at the samples beside the forecast; their own sections say how they are trained.',
  );

const modelFile = pathOrNull('a file').describe(
  'File with trained models, as ad train writes it, that all hosts of ad detect share; null for the forecast alone.',
);

export const detectionSchema = z
  .strictObject(
    {
      models,
      model_file: modelFile,
      alerts_per_week: alertsPerWeek,
      target_rate: targetRate,
      confirm,
      cool_down_seconds: coolDown,
      features,
      maintenance: maintenanceSchema,
    },
    'must be an object',
  )
  .prefault({})
  .describe('When a score counts as an anomaly.');
