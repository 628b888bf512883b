import type { Layers } from './layers.js';
import type { ConfigProblem } from './problems.js';
import { Secret } from './secret.js';
import { saslMechanisms } from './sections/kafka.js';
import { show } from './show.js';
import { valueAt } from './tree.js';

const kafkaVariables = ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const;
const mlflowVariables = [
  'MLFLOW_TRACKING_USERNAME',
  'MLFLOW_TRACKING_PASSWORD',
  'MLFLOW_TRACKING_TOKEN',
] as const;

/** The environment variables that hold secrets. No key of a file can. */
export const secretVariables = Object.freeze([
  ...kafkaVariables,
  ...mlflowVariables,
  'GRAFANA_USER',
  'GRAFANA_PASSWORD',
] as const);

/** What the brokers of Kafka are told by whoever logs in. */
export interface KafkaCredentials {
  readonly username: Secret;
  readonly password: Secret;
}

/** What an MLflow server is told by whoever signs in; a user goes before a token. */
export type MlflowCredentials =
  | { readonly username: Secret; readonly password: Secret }
  | { readonly token: Secret };

/** What Grafana is told by whoever logs in. */
export interface GrafanaCredentials {
  readonly username: string;
  readonly password: Secret;
}

/** What only the environment can hold. */
export interface ConfigSecrets {
  /** `admin` and `admin123`, as docker-compose.yml sets them up, unless the variables say otherwise. */
  readonly grafana: GrafanaCredentials;
  /** Null unless both variables are set; never null where `kafka.sasl_mechanism` is set. */
  readonly kafkaSasl: KafkaCredentials | null;
  /** Null unless a user with a password is set, or a token. */
  readonly mlflow: MlflowCredentials | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

// A blank variable counts as unset, as elsewhere; the blanks around a password may belong to it.
function isSet(env: Environment, variable: (typeof secretVariables)[number]): boolean {
  return (env[variable] ?? '').trim() !== '';
}

/** The secrets that `env` holds. */
export function secretsOf(env: Environment): ConfigSecrets {
  const secret = (variable: (typeof secretVariables)[number]) =>
    isSet(env, variable) ? new Secret(env[variable] ?? '') : undefined;
  const pair = (username: Secret | undefined, password: Secret | undefined) =>
    username && password ? { username, password } : null;
  const token = secret('MLFLOW_TRACKING_TOKEN');
  return {
    grafana: {
      username: secret('GRAFANA_USER')?.reveal() ?? 'admin',
      password: secret('GRAFANA_PASSWORD') ?? new Secret('admin123'),
    },
    kafkaSasl: pair(secret('KAFKA_SASL_USERNAME'), secret('KAFKA_SASL_PASSWORD')),
    mlflow:
      pair(secret('MLFLOW_TRACKING_USERNAME'), secret('MLFLOW_TRACKING_PASSWORD')) ??
      (token ? { token } : null),
  };
}

/** The secrets that a configuration asks for and `env` does not hold. */
export function missingSecrets(env: Environment, layers: Layers): ConfigProblem[] {
  const path = ['kafka', 'sasl_mechanism'];
  const mechanism = valueAt(layers.values, path);
  const missing = kafkaVariables.filter((variable) => !isSet(env, variable));
  if (!saslMechanisms.some((known) => known === mechanism) || missing.length === 0) return [];
  const key = path.join('.');
  const { source, origin } = layers.layerOf(path);
  const rule = `must be null unless ${kafkaVariables.join(' and ')} are set`;
  const actual = show(mechanism);
  const message = `${key} ${rule}, got ${actual} (${origin(key)}); set ${missing.join(' and ')} in the environment`;
  return [{ key, rule, actual, source, message }];
}
