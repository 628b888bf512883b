export { ExporterError, type ExporterErrorCode } from '../errors.js';
export type { Sink, VerdictSink, WriteFailureReason, WriteResult } from '../sink.js';
export type { Verdict, VerdictAttribution, VerdictState } from '../verdict.js';
export { ConsoleExporter, type ConsoleExporterOptions } from './exporter.js';
export { formatJson } from './format-json.js';
export { formatProgress, type Progress } from './format-progress.js';
export { type FormatVerdictOptions, formatVerdict } from './format-verdict.js';
export type { VerdictNews } from './news.js';
