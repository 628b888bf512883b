export type { SampleBatch, SampleRecord } from './batch.js';
export { KafkaSource } from './kafka-source.js';
export type { MessageHeaders, RawMessage } from './message.js';
export type { Assignment, KafkaSourceOptions } from './options.js';
export { type ParsedSample, parseSampleMessage, type TimeBounds } from './parse.js';
export type { KafkaAdmin, KafkaClient, KafkaConsumer, KafkaProducer } from './port.js';
export type { ConnectionProblem, DeadLetterProblem, KafkaProblem, PoisonProblem } from './problems.js';
export type { Rejection, RejectionReason } from './rejection.js';
