export { ExporterError, type ExporterErrorCode } from '../errors.js';
export type { Readiness, Route } from '../server/contracts.js';
export type { Sink, VerdictSink, WriteFailureReason, WriteResult } from '../sink.js';
export type { Verdict, VerdictAttribution, VerdictState } from '../verdict.js';
export { LivePage, type LivePageOptions } from './live-page.js';
