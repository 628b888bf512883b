/**
 * - `INVALID_OPTION`: an option broke its rule (thrown)
 * - `CLOSED`: an item was written to a closed sink
 * - `CONGESTED`: the destination is too slow
 * - `STREAM_FAILED`: the destination refused or lost what was written; `cause` says why
 * - `HOST_LIMIT`: one host more than the sink is allowed to hold
 * - `UNREACHABLE`: no broker or server answered, or none could take items; `cause` says why
 * - `TOPIC_MISSING`: the broker has no topic of this name
 * - `REJECTED`: the broker or server, or the making of the message, refuses this item; `cause` has its word
 * - `FULL`: a store between program and destination holds as much as it may
 * - `STORE_FAILED`: that store could not be read or written; `cause` says why
 *
 * All but the first are handed back in a {@link WriteResult}, never thrown.
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
