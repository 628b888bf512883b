export { ExporterError, type ExporterErrorCode } from '../errors.js';
export type { Sink, VerdictSink, WriteFailureReason, WriteResult } from '../sink.js';
export type { Verdict, VerdictAttribution, VerdictState } from '../verdict.js';
export type { KafkaBatch, KafkaClient, KafkaProducer, KafkaProducerOptions } from './client.js';
export { KafkaExporter } from './exporter.js';
export type { KafkaMessage } from './message.js';
export type { KafkaExporterOptions } from './options.js';
export { type PublishedSample, sampleMessage } from './sample-message.js';
export { verdictMessage } from './verdict-message.js';
