export type { SampleBatch, SampleRecord } from './batch.js';
export { KafkaSource } from './kafka-source.js';
export { type ParsedSample, parseSampleMessage, type TimeBounds } from './message/parse.js';
export type { MessageHeaders, RawMessage } from './message/raw-message.js';
export type { Rejection, RejectionReason } from './message/rejection.js';
export type { Assignment, KafkaSourceOptions } from './options.js';
export type {
  KafkaAdmin,
  KafkaBatchPayload,
  KafkaClient,
  KafkaConsumer,
  KafkaConsumerConfig,
  KafkaCrashEvent,
  KafkaJoinEvent,
  KafkaMessage,
  KafkaOffset,
  KafkaOutgoingMessage,
  KafkaProducer,
  KafkaProducerConfig,
  KafkaRunConfig,
} from './port.js';
export type { ConnectionProblem, DeadLetterProblem, KafkaProblem, PoisonProblem } from './problems.js';
