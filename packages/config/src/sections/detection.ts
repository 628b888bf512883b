import * as z from 'zod';
import { isAtLeast, numberAbove, wholeNumberFrom } from './rules.js';

const calibration = {
  target_rate: numberAbove(0, 0.5)
    .default(0.01)
    .describe('Share of normal samples, 0 to 1, that may score above the threshold.'),
  window: wholeNumberFrom(100, 100_000)
    .default(500)
    .describe('Number of recent samples whose scores set the threshold.'),
};
const validCalibration = z.object(calibration);

const confirmation = {
  above: wholeNumberFrom(1, 32)
    .default(2)
    .describe('Number of samples above the threshold that make an anomaly.'),
  of: wholeNumberFrom(1, 32)
    .default(3)
    .describe('Number of most recent samples among which those above the threshold are counted.'),
};
const validConfirmation = z.object(confirmation);

const confirm = z
  .strictObject(confirmation, 'must be an object')
  .refine((value) => value.above <= value.of, {
    path: ['above'],
    params: { against: 'detection.confirm.of' },
    error: 'must not be more than detection.confirm.of',
    when: ({ value }) => validConfirmation.safeParse(value).success,
  })
  .prefault({})
  .describe('How many samples above the threshold it takes to report an anomaly.');

export const detectionSchema = z
  .strictObject({ ...calibration, confirm }, 'must be an object')
  // Among n scores the most unusual one has rank 1 / n: in a smaller window nothing would ever be unusual enough.
  .refine((value) => isAtLeast(value.window, 1 / value.target_rate), {
    path: ['window'],
    params: { against: 'detection.target_rate' },
    error: 'must be at least 1 / detection.target_rate, or no sample could ever be unusual enough',
    when: ({ value }) => validCalibration.safeParse(value).success,
  })
  .prefault({})
  .describe('When a score counts as an anomaly.');
