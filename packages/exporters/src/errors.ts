/**
 * - `INVALID_OPTION`: an option broke its rule (thrown)
 * - `CLOSED`: something was written to a closed sink
 * - `CONGESTED`: the destination reads too slowly
 * - `STREAM_FAILED`: the destination refused or lost what was written; `cause` says why
 * - `HOST_LIMIT`: one host more than the sink is allowed to hold
 * - `FULL`: as much waits as may wait
 * - `STORE_FAILED`: what should wait could not be stored; `cause` says why
 *
 * All but the first are handed back in a {@link WriteResult}, never thrown.
 */
export type ExporterErrorCode =
  | 'INVALID_OPTION'
  | 'CLOSED'
  | 'CONGESTED'
  | 'STREAM_FAILED'
  | 'HOST_LIMIT'
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
