import type { Layers } from './layers.js';
import type { ConfigProblem } from './problems.js';
import { Secret } from './secret.js';
import { saslMechanisms } from './sections/kafka.js';
import { show } from './show.js';
import { valueAt } from './tree.js';

/** The environment variables that hold secrets. No key of a file can. */
export const secretVariables = Object.freeze([
  'KAFKA_SASL_USERNAME',
  'KAFKA_SASL_PASSWORD',
  'GRAFANA_USER',
  'GRAFANA_PASSWORD',
] as const);

type SecretVariable = (typeof secretVariables)[number];

const kafkaVariables = ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const satisfies SecretVariable[];

/** What the brokers of Kafka are told by whoever logs in. */
export interface KafkaCredentials {
  readonly username: Secret;
  readonly password: Secret;
}

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
}

type Environment = Readonly<Record<string, string | undefined>>;

// A blank variable counts as unset, as elsewhere; the blanks around a password may belong to it.
function isSet(env: Environment, variable: SecretVariable): boolean {
  return (env[variable] ?? '').trim() !== '';
}

/** The secrets that `env` holds. */
export function secretsOf(env: Environment): ConfigSecrets {
  const read = (variable: SecretVariable) => (isSet(env, variable) ? env[variable] : undefined);
  const [username, password] = kafkaVariables.map(read);
  return {
    kafkaSasl:
      username && password ? { username: new Secret(username), password: new Secret(password) } : null,
    grafana: {
      username: read('GRAFANA_USER') ?? 'admin',
      password: new Secret(read('GRAFANA_PASSWORD') ?? 'admin123'),
    },
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
