import type { RawMessage } from '../message/raw-message.js';
import type { KafkaOutgoingMessage } from '../port.js';

/** A rejected message, where it was, and why it was rejected. */
export interface DeadLetter {
  readonly message: RawMessage;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly reason: string;
  readonly detail: string;
}

/** A portion is written as one record batch: well below the megabyte that topics accept by default. */
const PORTION_BYTES = 262_144;
/** Room for the headers, estimated. */
const HEADERS_BYTES = 512;
/** What is left of a message that has to be truncated: the first that is shorter than it is. */
const CUT_BYTES = [65_536, 1024];
/** Holds the original length of a message that had to be truncated. */
const CUT_HEADER = 'error-cut-from-bytes';
/** Holds the names of headers that had to be left out. */
const LEFT_OUT_HEADER = 'error-headers-left-out';
const LONGEST_LEFT_OUT = 1024;

/** The message to be written: key, value and headers unchanged, and further headers with the reason and the origin. */
export function toMessage({
  message,
  topic,
  partition,
  offset,
  reason,
  detail,
}: DeadLetter): KafkaOutgoingMessage {
  return {
    key: message.key,
    value: message.value,
    headers: {
      ...message.headers,
      'error-reason': reason,
      'error-detail': detail,
      'source-topic': topic,
      'source-partition': String(partition),
      'source-offset': String(offset),
      'source-timestamp': message.timestamp,
    },
  };
}

/** Splits dead letters into portions that are written with one request each. */
export function* portions(letters: readonly DeadLetter[]): Generator<DeadLetter[], void, undefined> {
  let portion: DeadLetter[] = [];
  let bytes = 0;
  for (const letter of letters) {
    const { key, value } = letter.message;
    const size = (key?.length ?? 0) + (value?.length ?? 0) + HEADERS_BYTES;
    if (portion.length > 0 && bytes + size > PORTION_BYTES) {
      yield portion;
      portion = [];
      bytes = 0;
    }
    portion.push(letter);
    bytes += size;
  }
  if (portion.length > 0) yield portion;
}

/**
 * Less of a message that is too large to be written: its start; where it is short already, that without key and headers of its own.
 * Undefined when nothing is left to leave out.
 */
export function truncated(letter: DeadLetter): DeadLetter | undefined {
  const { message } = letter;
  const { value, headers = {} } = message;
  const cutBytes = CUT_BYTES.find((bytes) => value !== null && value.length > bytes);
  if (value !== null && cutBytes !== undefined) {
    const cut = {
      value: value.subarray(0, cutBytes),
      headers: { [CUT_HEADER]: String(value.length), ...headers },
    };
    return { ...letter, message: { ...message, ...cut } };
  }
  if (LEFT_OUT_HEADER in headers) return undefined;
  const { [CUT_HEADER]: cutFrom, ...others } = headers;
  const names = Object.keys(others).join(', ').slice(0, LONGEST_LEFT_OUT);
  const kept = { ...(cutFrom !== undefined && { [CUT_HEADER]: cutFrom }), [LEFT_OUT_HEADER]: names };
  return { ...letter, message: { ...message, key: null, headers: kept } };
}
