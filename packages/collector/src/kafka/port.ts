import type { MessageHeaders, RawMessage } from './message/raw-message.js';

/**
 * What this source needs of a Kafka client. A `Kafka` of kafkajs is one: brokers, TLS and passwords are its options.
 *
 * @example
 * ```ts
 * import type { KafkaClient } from '@ad/collector/kafka';
 * import { Kafka } from 'kafkajs';
 *
 * const client: KafkaClient = new Kafka({ clientId: 'detector', brokers: ['localhost:9092'] });
 * ```
 */
export interface KafkaClient {
  consumer(config: KafkaConsumerConfig): KafkaConsumer;
  producer(config: KafkaProducerConfig): KafkaProducer;
  admin(): KafkaAdmin;
}

/** Settings of a consumer, as kafkajs names them. */
export interface KafkaConsumerConfig {
  readonly groupId: string;
  readonly sessionTimeout: number;
  readonly rebalanceTimeout: number;
  readonly heartbeatInterval: number;
  readonly metadataMaxAge: number;
  readonly maxBytes: number;
  readonly maxBytesPerPartition: number;
  readonly maxWaitTimeInMs: number;
  readonly readUncommitted: boolean;
  readonly allowAutoTopicCreation: boolean;
  readonly retry: { readonly restartOnFailure: (error: Error) => Promise<boolean> };
}

/** A member of a consumer group. */
export interface KafkaConsumer {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  subscribe(subscription: { topics: string[]; fromBeginning: boolean }): Promise<void>;
  run(config: KafkaRunConfig): Promise<void>;
  commitOffsets(offsets: KafkaOffset[]): Promise<void>;
  seek(offset: KafkaOffset): void;
  pause(topics: { topic: string }[]): void;
  resume(topics: { topic: string }[]): void;
  on(event: 'consumer.group_join', listener: (event: KafkaJoinEvent) => void): unknown;
  on(event: 'consumer.fetch' | 'consumer.heartbeat' | 'consumer.rebalancing', listener: () => void): unknown;
  on(event: 'consumer.crash', listener: (event: KafkaCrashEvent) => void): unknown;
}

/** How a consumer hands over batches. */
export interface KafkaRunConfig {
  autoCommit: boolean;
  eachBatchAutoResolve: boolean;
  partitionsConsumedConcurrently: number;
  eachBatch: (payload: KafkaBatchPayload) => Promise<void>;
}

/** A batch of one partition, and what can be called while it is processed. */
export interface KafkaBatchPayload {
  readonly batch: {
    readonly partition: number;
    readonly highWatermark: string;
    readonly messages: readonly KafkaMessage[];
    lastOffset(): string;
  };
  resolveOffset(offset: string): void;
  heartbeat(): Promise<void>;
}

/** A message with its place in the partition. */
export interface KafkaMessage extends RawMessage {
  readonly offset: string;
}

/** A place in a partition. */
export interface KafkaOffset {
  topic: string;
  partition: number;
  offset: string;
}

/** The consumer has joined its group, for the first time or again. */
export interface KafkaJoinEvent {
  readonly payload: { readonly memberAssignment: Readonly<Record<string, number[]>> };
}

/** The consumer has given up. */
export interface KafkaCrashEvent {
  readonly payload: { readonly error: Error };
}

/** Settings of a producer, as kafkajs names them. */
export interface KafkaProducerConfig {
  readonly allowAutoTopicCreation: boolean;
}

/** Writes dead letters. */
export interface KafkaProducer {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  send(record: { topic: string; acks: number; messages: KafkaOutgoingMessage[] }): Promise<unknown>;
}

/** A message to be written. */
export interface KafkaOutgoingMessage {
  key: Buffer | null;
  value: Buffer | null;
  headers: MessageHeaders;
}

/** Looks up the end offsets of a topic and the committed offsets of a group. */
export interface KafkaAdmin {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  fetchTopicOffsets(topic: string): Promise<{ partition: number; high: string }[]>;
  fetchOffsets(group: {
    groupId: string;
    topics: string[];
  }): Promise<{ partitions: { partition: number; offset: string }[] }[]>;
}
