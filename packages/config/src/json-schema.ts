import * as z from 'zod';
import { configSchema } from './schema.js';

/**
 * The configuration file as a JSON Schema (draft 2020-12), with a description and a default for every key. Point
 * the `$schema` key of a file at a saved copy and the editor completes and checks it.
 *
 * Rules that span two keys cannot be expressed in it; {@link loadConfig} checks them too.
 */
export function configJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(configSchema, { io: 'input' }),
    title: 'Configuration of the anomaly detector',
  };
}
