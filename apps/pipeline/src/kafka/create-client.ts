import type { Config, ConfigSecrets } from '@ad/config';
import { Kafka, type LogEntry, logLevel, type SASLOptions } from 'kafkajs';
import { cleanLine } from './describe-kafka-error.js';
import { useFastGzip } from './fast-gzip.js';
import { tlsOptions } from './tls-options.js';

/** A client, or what the configuration lacks for one, on one line. */
export type CreateKafkaResult =
  | { readonly ok: true; readonly kafka: Kafka }
  | { readonly ok: false; readonly message: string };

// Four attempts in a second and a half: a broker that restarts is waited for elsewhere, by whoever has to.
const retry = { initialRetryTime: 200, maxRetryTime: 5000, retries: 3 };

/**
 * The client of Kafka that a configuration describes. Connects to nothing yet, and prints nothing: the errors that it
 * would log go to `onLog`, a line each, without the password.
 */
export async function createKafka(
  { services, kafka }: Config,
  secrets: ConfigSecrets,
  clientId: string,
  onLog: (line: string) => void = () => {},
): Promise<CreateKafkaResult> {
  if (services.kafka_bootstrap_servers === null) {
    const message =
      'no broker is configured: set services.kafka_bootstrap_servers or KAFKA_BOOTSTRAP_SERVERS';
    return { ok: false, message };
  }
  useFastGzip();
  const tls = await tlsOptions(kafka);
  if (!tls.ok) return tls;
  const sasl = saslOptions(kafka.sasl_mechanism, secrets);
  return {
    ok: true,
    kafka: new Kafka({
      clientId,
      brokers: services.kafka_bootstrap_servers.split(','),
      ssl: tls.ssl,
      ...(sasl && { sasl }),
      connectionTimeout: 3000,
      requestTimeout: 10_000,
      retry,
      logLevel: logLevel.ERROR,
      logCreator: () => (entry) => {
        // Asked again here: an environment variable of the client's own can raise its level.
        if (entry.level === logLevel.ERROR) onLog(cleanLine(describeEntry(entry), secrets));
      },
    }),
  };
}

function saslOptions(
  mechanism: Config['kafka']['sasl_mechanism'],
  { kafkaSasl }: ConfigSecrets,
): SASLOptions | undefined {
  if (mechanism === null || kafkaSasl === null) return undefined;
  return { mechanism, username: kafkaSasl.username.reveal(), password: kafkaSasl.password.reveal() };
}

/** Not the whole entry: it holds stacks, and buffers of what was sent. */
function describeEntry({ namespace, log }: LogEntry): string {
  const { message, broker, error } = log;
  const at = typeof broker === 'string' ? ` (${broker})` : '';
  const why = typeof error === 'string' && error !== message ? `: ${error}` : '';
  return `kafka ${namespace}: ${message}${why}${at}`;
}
