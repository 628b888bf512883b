/**
 * Why a feature is missing from samples.
 *
 * - `unsupported`: this platform cannot supply it
 * - `unreadable`: reading it threw
 * - `timeout`: reading it takes longer than the deadline; it is not started again until it has returned
 * - `not_a_number`: it returned something other than a finite number or `NaN`
 * - `name_collision`: it returned a value under a name that another feature already uses; that feature keeps the name
 */
export type MissingReason = 'unsupported' | 'unreadable' | 'timeout' | 'not_a_number' | 'name_collision';

/**
 * Thrown on misuse: `invalid_option`, `already_iterating` and `not_iterating`.
 *
 * Thrown where a file or a Prometheus cannot be read:
 *
 * - `file_unreadable`: the file cannot be opened or decompressed, or its format is not supported
 * - `nothing_readable`: not one row of the file could be used; the message says what to do
 * - `unreachable`: no answer from the server
 * - `timeout`: no answer in time
 * - `http_status`: the server refused; the message has its reason
 * - `bad_answer`: what came back is not what the server's interface promises
 * - `ambiguous_series`: a query has several values for one host at one time
 *
 * Thrown by `KafkaSource.deadLetter`:
 *
 * - `dead_letter_unwritten`: the iteration ended before the message was in the dead-letter topic
 *
 * The rest are never thrown; `HostSource` reports them to `onProblem`.
 */
export type CollectorErrorCode =
  | 'invalid_option'
  | 'already_iterating'
  | 'not_iterating'
  | 'file_unreadable'
  | 'nothing_readable'
  | 'unreachable'
  | 'http_status'
  | 'bad_answer'
  | 'ambiguous_series'
  | 'dead_letter_unwritten'
  | MissingReason;

/** Every error of this package. Branch on `code`, which is stable; the message is for people. */
export class CollectorError<Code extends CollectorErrorCode = CollectorErrorCode> extends Error {
  override readonly name = 'CollectorError';
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
