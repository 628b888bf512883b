import type { Config, ConfigSecrets } from '@ad/config';
import { describeKafkaError } from './describe-kafka-error.js';

/** Why no broker can be asked, and what the reader should do about it, a line each. */
export interface UnusableBroker {
  readonly line: string;
  readonly advice: string;
}

/** What to say of an error that a connection to the brokers of a configuration ended with. */
export function unusableBroker({ services }: Config, error: unknown, secrets: ConfigSecrets): UnusableBroker {
  const why = describeKafkaError(error, secrets);
  const refused = error instanceof Error && error.name === 'KafkaJSSASLAuthenticationError';
  return {
    line: `no Kafka broker can be used at ${services.kafka_bootstrap_servers}: ${why}`,
    advice: refused
      ? 'correct kafka.sasl_mechanism, KAFKA_SASL_USERNAME or KAFKA_SASL_PASSWORD'
      : 'start a broker, or correct services.kafka_bootstrap_servers',
  };
}
