/**
 * Why a message is not a sample:
 *
 * - `too_large`: more than 64 KiB
 * - `not_json`: not a JSON object in UTF-8
 * - `schema_version`: not the version that this package reads, which is 1
 * - `bad_timestamp`: the time is missing, or neither milliseconds nor ISO 8601
 * - `from_the_future`: its time is well after the time at which it was written to the topic
 * - `too_old`: its time is long before that
 * - `bad_host`: neither the message nor its key names a host in 1 to 255 printable characters
 * - `bad_values`: no values, too many, or a name that cannot be used
 * - `bad_value`: a value is neither a number nor null
 * - `bad_sequence`: one of `boot` and `sequence` is missing or invalid
 */
export type RejectionReason =
  | 'too_large'
  | 'not_json'
  | 'schema_version'
  | 'bad_timestamp'
  | 'from_the_future'
  | 'too_old'
  | 'bad_host'
  | 'bad_values'
  | 'bad_value'
  | 'bad_sequence';

/** The answer for a message that is not a sample. */
export interface Rejection {
  readonly ok: false;
  readonly reason: RejectionReason;
  /** What is wrong, for people. */
  readonly detail: string;
}

export function reject(reason: RejectionReason, detail: string): Rejection {
  return { ok: false, reason, detail };
}

/** Anything from a message, as text for people, shortened when it is long. */
export function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
  const short = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return typeof value === 'string' ? JSON.stringify(short) : short;
}
