/**
 * What happened.
 *
 * - `INVALID_OPTION`: an option broke its rule
 * - `CLOSED`: an item was written to a closed sink
 * - `CONGESTED`: the destination is too slow
 * - `STREAM_FAILED`: the destination refused or lost what was written; `cause` says why
 * - `HOST_LIMIT`: one host more than the sink is allowed to hold
 * - `UNREACHABLE`: no broker or server answered, or none could take items; `cause` says why
 * - `TOPIC_MISSING`: the broker has no topic of this name
 * - `REJECTED`: the broker or server refuses this item, or no message could be made of it; `cause` says why
 * - `FULL`: the outbox holds as much as it may
 * - `STORE_FAILED`: the outbox could not read or write its files; `cause` says why
 *
 * `INVALID_OPTION` is thrown. All others are returned in a {@link WriteResult}.
 */
export type ExporterErrorCode =
  | 'INVALID_OPTION'
  | 'CLOSED'
  | 'CONGESTED'
  | 'STREAM_FAILED'
  | 'HOST_LIMIT'
  | 'UNREACHABLE'
  | 'TOPIC_MISSING'
  | 'REJECTED'
  | 'FULL'
  | 'STORE_FAILED';

/** The one error class of this package; `code` says what happened. */
export class ExporterError extends Error {
  override readonly name = 'ExporterError';
  readonly code: ExporterErrorCode;

  constructor(code: ExporterErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What was thrown or rejected with, as an `Error`. */
export function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}

/** The code of an error of the operating system, e.g. `ENOENT`; empty for any other error. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The first cause in a chain of errors. Of several at once, as `fetch` has one for each address, the first. */
export function innermostCause(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return innermostCause(error.errors[0]);
  return error instanceof Error && error.cause !== undefined ? innermostCause(error.cause) : error;
}
