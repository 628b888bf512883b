export { environmentVariables } from './environment.js';
export type { ReadFile } from './file.js';
export { configJsonSchema } from './json-schema.js';
export { type ConfigKey, configKeys, configValue, type LeafKey } from './keys.js';
export type { ConfigSource } from './layers.js';
export {
  type ConfigFlags,
  type ConfigSources,
  type LoadConfigOptions,
  type LoadConfigResult,
  loadConfig,
  type Overrides,
} from './load-config.js';
export type { ConfigProblem } from './problems.js';
export { type Config, configSchema, type DeepReadonly, defaultConfig } from './schema.js';
export { Secret } from './secret.js';
export {
  type ConfigSecrets,
  type GrafanaCredentials,
  type KafkaCredentials,
  type MlflowCredentials,
  secretVariables,
} from './secrets.js';
