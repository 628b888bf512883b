export { ExporterError, type ExporterErrorCode } from './errors.js';
export type { VerdictSink, WriteFailureReason, WriteResult } from './sink.js';
export type { Verdict, VerdictAttribution, VerdictState } from './verdict.js';
