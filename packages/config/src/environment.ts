import type { ConfigKey } from './keys.js';
import type { Layer } from './layers.js';
import { defaultConfig } from './schema.js';
import { overlay, valueAt } from './tree.js';

/** The environment variables that are read, and the key that each one sets. */
export const environmentVariables = Object.freeze({
  MLFLOW_TRACKING_URI: 'services.mlflow_tracking_uri',
  MLFLOW_EXPERIMENT_NAME: 'lifecycle.experiment',
  KAFKA_BOOTSTRAP_SERVERS: 'services.kafka_bootstrap_servers',
  PROMETHEUS_PORT: 'services.prometheus_port',
  GRAFANA_URL: 'services.grafana_url',
} as const satisfies Readonly<Record<string, ConfigKey>>);

/** The keys that `env` sets. An empty variable counts as unset: that is how a shell or a compose file clears one. */
export function environmentLayer(env: Readonly<Record<string, string | undefined>>): Layer {
  let values: unknown = {};
  for (const [variable, key] of Object.entries(environmentVariables)) {
    const text = env[variable]?.trim();
    if (!text) continue;
    const path = key.split('.');
    const value = typeof valueAt(defaultConfig, path) === 'number' ? integerOrText(text) : text;
    values = overlay(values, nest(path, value), defaultConfig);
  }
  return { source: 'environment', values, origin: (key) => `environment variable ${variableOf(key)}` };
}

// Text that is not an integer stays text, and the schema refuses it with the rule of the key.
function integerOrText(text: string): number | string {
  return /^[+-]?\d+$/.test(text) ? Number(text) : text;
}

function nest(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

function variableOf(key: string): string | undefined {
  return Object.entries(environmentVariables).find(([, target]) => target === key)?.[0];
}
