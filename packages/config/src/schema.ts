import * as z from 'zod';
import { dataCollectionSchema } from './sections/data-collection.js';
import { detectionSchema } from './sections/detection.js';
import { withDistinctTopics } from './sections/distinct-topics.js';
import { kafkaSchema } from './sections/kafka.js';
import { lifecycleSchema } from './sections/lifecycle.js';
import { modelsSchema } from './sections/models.js';
import { servicesSchema } from './sections/services.js';
import { deepFreeze } from './tree.js';

/**
 * The zod schema of a whole configuration. Unknown keys are refused, missing ones take their defaults.
 *
 * To read a configuration use {@link loadConfig}, which adds sources and readable problems; the schema is for
 * composing.
 */
export const configSchema = withDistinctTopics(
  z.strictObject(
    {
      $schema: z
        .string('must be a string')
        .optional()
        .describe('Address of the JSON Schema of this file, for editors.'),
      models: modelsSchema,
      data_collection: dataCollectionSchema,
      detection: detectionSchema,
      services: servicesSchema,
      kafka: kafkaSchema,
      lifecycle: lifecycleSchema,
    },
    'must be an object',
  ),
);

/** A value that cannot be changed, and nothing in it. */
export type DeepReadonly<Value> = Value extends object
  ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
  : Value;

/** A complete, valid configuration: every key has a value. Frozen. */
export type Config = DeepReadonly<z.output<typeof configSchema>>;

/** The configuration that an empty file gives. */
export const defaultConfig: Config = deepFreeze(configSchema.parse({}));
