import { ExporterError } from '../errors.js';
import { integerOption } from '../options.js';
import type { Verdict } from '../verdict.js';
import type { KafkaClient } from './client.js';
import type { KafkaMessage } from './message.js';
import { verdictMessage } from './verdict-message.js';

/** Options of {@link KafkaExporter}. */
export interface KafkaExporterOptions<Item = Verdict> {
  /** A `Kafka` of kafkajs, or another client that makes producers. Brokers, TLS, SASL, retries and the log are its options. */
  readonly client: KafkaClient;
  /** The topic, which has to exist. 1 to 249 characters of `a-z A-Z 0-9 . _ -`. @default 'anomaly-metrics' */
  readonly topic?: string;
  /** Makes the message of an item. Without it, items are verdicts. @default verdictMessage */
  readonly format?: (item: Item) => KafkaMessage;
  /** Longest that an item waits for others to be sent with, in milliseconds, 0 to 60000. @default 100 */
  readonly lingerMilliseconds?: number;
  /** Items of one batch at most, 1 to 100000. A full batch is sent without further waiting. @default 500 */
  readonly batchSize?: number;
  /** Items without an answer at most, 1 to 1000000; one more is answered with `congested`. @default 10000 */
  readonly maxWaiting?: number;
  /** Longest wait for a connection, in milliseconds, 1 to 600000. @default 5000 */
  readonly connectTimeoutMilliseconds?: number;
  /** Longest wait for the answer to one batch, in milliseconds, 1 to 600000. @default 30000 */
  readonly timeoutMilliseconds?: number;
  /** Longest that `close()` waits for what is under way, in milliseconds, 0 to 600000. @default 5000 */
  readonly closeTimeoutMilliseconds?: number;
}

/** All options, checked. */
export function readOptions<Item>(options: KafkaExporterOptions<Item>) {
  return {
    client: options.client,
    topic: topicOption(options.topic ?? 'anomaly-metrics'),
    // Without a format, Item is Verdict: that is the default of the type parameter.
    format: options.format ?? (verdictMessage as unknown as (item: Item) => KafkaMessage),
    lingerMilliseconds: integerOption('lingerMilliseconds', options.lingerMilliseconds ?? 100, 0, 60_000),
    batchSize: integerOption('batchSize', options.batchSize ?? 500, 1, 100_000),
    maxWaiting: integerOption('maxWaiting', options.maxWaiting ?? 10_000, 1, 1_000_000),
    connectTimeoutMilliseconds: integerOption(
      'connectTimeoutMilliseconds',
      options.connectTimeoutMilliseconds ?? 5_000,
      1,
      600_000,
    ),
    timeoutMilliseconds: integerOption(
      'timeoutMilliseconds',
      options.timeoutMilliseconds ?? 30_000,
      1,
      600_000,
    ),
    closeTimeoutMilliseconds: integerOption(
      'closeTimeoutMilliseconds',
      options.closeTimeoutMilliseconds ?? 5_000,
      0,
      600_000,
    ),
  };
}

/** Kafka's own rule for the name of a topic. */
function topicOption(topic: string): string {
  if (/^[\w.-]{1,249}$/.test(topic) && topic !== '.' && topic !== '..') return topic;
  throw new ExporterError(
    'INVALID_OPTION',
    `topic must be 1 to 249 characters of a-z A-Z 0-9 . _ - and neither . nor .., got ${JSON.stringify(topic)}`,
  );
}
