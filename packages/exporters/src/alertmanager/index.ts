export { ExporterError, type ExporterErrorCode } from '../errors.js';
export type { Sink, VerdictSink, WriteFailureReason, WriteResult } from '../sink.js';
export type { Sleep } from '../timing/sleep.js';
export type { Verdict, VerdictAttribution, VerdictState } from '../verdict.js';
export { AlertmanagerExporter } from './exporter.js';
export type { AlertmanagerExporterOptions } from './options.js';
