// The sink that tells Alertmanager directly, for those without Prometheus between.
export type { Sink, VerdictSink, WriteFailureReason, WriteResult } from '../sink.js';
export type { Verdict } from '../verdict.js';
export { AlertmanagerExporter } from './exporter.js';
export type { AlertmanagerExporterOptions } from './options.js';
