export { ExporterError, type ExporterErrorCode } from './errors.js';
export type { Sink, VerdictSink, WriteFailureReason, WriteResult } from './sink.js';
export type { Verdict, VerdictAttribution, VerdictState } from './verdict.js';
