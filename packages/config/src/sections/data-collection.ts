import * as z from 'zod';
import {
  distinct,
  isAtLeast,
  numberFrom,
  pathOrNull,
  stringLike,
  whenValid,
  wholeNumberFrom,
} from './rules.js';

const features = ['cpu', 'memory', 'disk', 'load', 'swap', 'disk_io', 'network'] as const;
const minimumBaseline = 10;
// Timers of the platform end at 2^31 milliseconds, 35,791 minutes; beyond it they fire at once.
const longestRun = 35_000;
const durationRule = `must be a number above 0, up to ${longestRun}, or null`;

const baseline = {
  baseline_duration_seconds: numberFrom(1, 86_400)
    .default(30)
    .describe('Length, in seconds, of the baseline: the samples that the model is first trained on.'),
  baseline_interval_seconds: numberFrom(0.1, 3600)
    .default(1)
    .describe('Seconds between two samples of the baseline.'),
};

export const dataCollectionSchema = z
  .strictObject(
    {
      interval_seconds: numberFrom(0.1, 3600)
        .default(15)
        .describe('Seconds between two samples after the baseline.'),
      ...baseline,
      collection_duration_minutes: z
        .number(durationRule)
        .gt(0, durationRule)
        .max(longestRun, durationRule)
        .nullable()
        .default(30)
        .describe('Minutes after which the detector stops by itself; null runs until it is stopped.'),
      host: stringLike(/^\S{1,255}$/, 'must be a name of 1 to 255 characters without spaces, or null')
        .nullable()
        .default(null)
        .describe("Name under which this machine's samples appear; null takes the machine's own name."),
      features: distinct(z.enum(features, `must be one of ${features.join(', ')}`), features.join(', '))
        .default(['cpu', 'memory', 'disk'])
        .describe('What is read from the machine for each sample.'),
      disk_mounts: distinct(stringLike(/^(\/|[A-Za-z]:[\\/])/, 'must be an absolute path'), 'absolute paths')
        .default(['/'])
        .describe('Mount points of the file systems whose fill level is read.'),
      history_folder: pathOrNull('a folder').describe(
        'Folder in which every sample is recorded, a file per host and day; null records nothing.',
      ),
      history_days: wholeNumberFrom(1, 3650)
        .default(14)
        .describe('Days that recorded samples are kept, today included.'),
    },
    'must be an object',
  )
  .refine(
    (value) => isAtLeast(value.baseline_duration_seconds, minimumBaseline * value.baseline_interval_seconds),
    {
      path: ['baseline_duration_seconds'],
      params: { against: 'data_collection.baseline_interval_seconds' },
      error:
        `must be at least ${minimumBaseline} times data_collection.baseline_interval_seconds, ` +
        `so that the baseline holds at least ${minimumBaseline} samples`,
      when: whenValid(baseline),
    },
  )
  .prefault({})
  .describe('What is read from the machine, how often and for how long.');
