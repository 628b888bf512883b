import type { KafkaMessage } from './message.js';

/** How producers are made: options of kafkajs. */
export interface KafkaProducerOptions {
  readonly idempotent: boolean;
  readonly maxInFlightRequests: number;
  readonly allowAutoTopicCreation: boolean;
  readonly retry: { readonly retries: number; readonly initialRetryTime: number };
}

/** Messages for one topic, sent in one request per broker. */
export interface KafkaBatch {
  /** -1: the broker answers once every in-sync replica has the messages. */
  readonly acks: number;
  /** 1: gzip. */
  readonly compression: number;
  /** Milliseconds that the broker may wait for its replicas. */
  readonly timeout: number;
  readonly topicMessages: { readonly topic: string; readonly messages: KafkaMessage[] }[];
}

/** What an exporter needs of a producer. A producer of kafkajs is one. */
export interface KafkaProducer {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  sendBatch(batch: KafkaBatch): Promise<unknown>;
}

/**
 * What an exporter needs of a client: it makes producers. A `Kafka` of kafkajs is one. Brokers, TLS, SASL and the log are its
 * options; nothing here reads or keeps them.
 *
 * @example
 * import { Kafka, logLevel } from 'kafkajs';
 *
 * const client: KafkaClient = new Kafka({
 *   brokers: ['kafka-1:9093'],
 *   ssl: true,
 *   sasl: { mechanism: 'scram-sha-512', username: 'detector', password: 'from your vault' },
 *   logLevel: logLevel.NOTHING,
 * });
 */
export interface KafkaClient {
  producer(options: KafkaProducerOptions): KafkaProducer;
}
