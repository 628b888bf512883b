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
/** What is left of a message that has to be truncated. */
const CUT_BYTES = 65_536;
/** Holds the original length of a message that had to be truncated. */
const CUT_HEADER = 'error-cut-from-bytes';

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

/** The start of a message that is too large to be written with its new headers; undefined when it is short already. */
export function truncated(letter: DeadLetter): DeadLetter | undefined {
  const { message } = letter;
  if (message.value === null || message.value.length <= CUT_BYTES) return undefined;
  const headers = { ...message.headers, [CUT_HEADER]: String(message.value.length) };
  return { ...letter, message: { ...message, value: message.value.subarray(0, CUT_BYTES), headers } };
}
