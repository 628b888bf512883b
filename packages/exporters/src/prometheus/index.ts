export { ExporterError, type ExporterErrorCode } from '../errors.js';
export type { MetricsSource, Readiness, Route } from '../server/contracts.js';
export type { ListenFailureReason } from '../server/listen.js';
export {
  type MetricsServer,
  type MetricsServerOptions,
  type MetricsServerResult,
  startMetricsServer,
} from '../server/metrics-server.js';
export type { Sink, VerdictSink, WriteFailureReason, WriteResult } from '../sink.js';
export type { Verdict, VerdictAttribution, VerdictState } from '../verdict.js';
export { PrometheusExporter, type PrometheusExporterOptions } from './exporter.js';
export type { PerHostOptions } from './hosts.js';
export type { KafkaLag, KafkaMessageRecord } from './kafka-metrics.js';
export type { ModelChangeReason, TrainingRecord } from './model-metrics.js';
export type { OutboxState } from './outbox-metrics.js';
export type { DropReason } from './sample-metrics.js';
