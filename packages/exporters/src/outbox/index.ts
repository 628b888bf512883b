export { ExporterError, type ExporterErrorCode } from '../errors.js';
export type { Sink, WriteFailureReason, WriteResult } from '../sink.js';
export type { Sleep } from '../timing/sleep.js';
export { type OpenOutboxFailureReason, type OpenOutboxResult, openOutbox } from './open-outbox.js';
export type { OutboxOptions } from './options.js';
export type { Outbox } from './outbox.js';
export type { OutboxFailureReason, OutboxPart, OutboxProblem } from './problems.js';
