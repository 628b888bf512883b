/**
 * Why a feature is missing from samples.
 *
 * - `unsupported`: this platform cannot supply it
 * - `unreadable`: reading it threw
 * - `timeout`: reading it takes longer than the deadline; it is not started again until it has returned
 * - `not_a_number`: it returned something else than a finite number or `NaN`
 * - `name_collision`: it returned a value whose name another feature already uses; the other one keeps it
 */
export type MissingReason = 'unsupported' | 'unreadable' | 'timeout' | 'not_a_number' | 'name_collision';

/**
 * `invalid_option`, `already_iterating` and `not_iterating` are misuse; they are thrown, and so is what ends the reading of a history:
 *
 * - `file_unreadable`: the file cannot be opened or uncompressed, or is of a kind that is not read
 * - `nothing_readable`: not one row of the file could be used; the message says what to do
 * - `unreachable`: no answer from the server
 * - `timeout`: no answer in time
 * - `http_status`: the server refused; the message has its reason
 * - `bad_answer`: what came back is not what the server's interface promises
 * - `ambiguous_series`: a query has several values for one host at one time
 *
 * and what a reader of a topic has to know before it goes on:
 *
 * - `dead_letter_unwritten`: the reading ended before a message was in the dead-letter topic
 *
 * The others arrive in a {@link Problem}.
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

/** A change in whether a feature can be read: reported once when it goes missing and once when it is back. */
export type Problem =
  | {
      /** A host feature such as `disk`, or the key of a custom metric. */
      readonly feature: string;
      readonly reason: MissingReason;
      /** What happened, for people; `cause` is the original error where there was one. */
      readonly error: CollectorError<MissingReason>;
    }
  | { readonly feature: string; readonly reason: 'recovered' };
