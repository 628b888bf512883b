export { ExporterError, type ExporterErrorCode } from '../errors.js';
export type { Sink, VerdictSink, WriteFailureReason, WriteResult } from '../sink.js';
export type { Verdict, VerdictAttribution, VerdictState } from '../verdict.js';
export type { MetricsSource, Readiness, Route } from './contracts.js';
export { type PerHostOptions, PrometheusExporter, type PrometheusExporterOptions } from './exporter.js';
export type { KafkaLag, KafkaMessageRecord } from './kafka-metrics.js';
export type { ListenFailureReason } from './listen.js';
export type { ModelChangeReason } from './model-metrics.js';
export type { OutboxState } from './outbox-metrics.js';
export type { DropReason, TrainingRecord } from './self-metrics.js';
export {
  type MetricsServer,
  type MetricsServerOptions,
  type MetricsServerResult,
  startMetricsServer,
} from './server.js';
