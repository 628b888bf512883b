import type { ConfigSecrets } from '@ad/config';
import { describeError } from '../text/describe-error.js';
import { printable } from '../text/table.js';

/** What a broker or its client says, on one line that is safe to print and without the password. */
export function describeKafkaError(error: unknown, secrets: ConfigSecrets): string {
  return cleanLine(describeError(firstOf(error)).replace(/^Connection error: /, ''), secrets);
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
