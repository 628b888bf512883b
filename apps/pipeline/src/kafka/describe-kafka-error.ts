import type { Config, ConfigSecrets } from '@ad/config';
import { describeError } from '../text/describe-error.js';
import { printable } from '../text/table.js';

/** What a broker or its client says, on one line that is safe to print and without the password. */
export function describeKafkaError(error: unknown, secrets: ConfigSecrets): string {
  return cleanLine(describeError(firstOf(error)).replace(/^Connection error: /, ''), secrets);
}

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

/** A line of text from elsewhere: brokers write their own messages, and can repeat in them what they were sent. */
export function cleanLine(text: string, { kafkaSasl }: ConfigSecrets): string {
  const password = kafkaSasl?.password;
  const hidden = password ? text.replaceAll(password.reveal(), String(password)) : text;
  return printable(hidden.replace(/\s+/g, ' ').trim());
}

/** Of several errors the first: `Topic creation errors` alone says nothing. */
function firstOf(error: unknown): unknown {
  const errors = error instanceof Error && 'errors' in error ? error.errors : undefined;
  return Array.isArray(errors) && errors.length > 0 ? errors[0] : error;
}
