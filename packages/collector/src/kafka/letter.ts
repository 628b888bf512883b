import type { RawMessage } from './message.js';
import type { KafkaOutgoing } from './port.js';

/** A message that is no sample, and why. */
export interface Letter {
  readonly message: RawMessage;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly reason: string;
  readonly detail: string;
}

/** Well below the megabyte that topics take by default, because a portion is one record batch there. */
const PORTION_BYTES = 262_144;
const CUT_BYTES = 65_536;
/** Says how long a message was that did not fit into the dead-letter topic as a whole. */
const CUT_HEADER = 'error-cut-from-bytes';

/** What is written: key, value and headers as they are, and headers with the reason and the origin. */
export function toMessage({ message, topic, partition, offset, reason, detail }: Letter): KafkaOutgoing {
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

/** Cuts letters into portions that are written at once. */
export function* portions(letters: readonly Letter[]): Generator<Letter[], void, undefined> {
  let portion: Letter[] = [];
  let bytes = 0;
  for (const letter of letters) {
    const size = (letter.message.key?.length ?? 0) + (letter.message.value?.length ?? 0) + 512;
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

/** The begin of a message that is too large to be written with its new headers; undefined where it is cut already. */
export function cutLetter(letter: Letter): Letter | undefined {
  const { message } = letter;
  if (message.value === null || message.value.length <= CUT_BYTES) return undefined;
  const headers = { ...message.headers, [CUT_HEADER]: String(message.value.length) };
  return { ...letter, message: { ...message, value: message.value.subarray(0, CUT_BYTES), headers } };
}
