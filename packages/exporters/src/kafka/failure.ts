import { innermostCause } from '../errors.js';

/** Why messages did not reach their topic. */
export interface KafkaFailure {
  readonly reason: 'unreachable' | 'topic_missing' | 'rejected';
  readonly message: string;
  readonly cause: unknown;
  /** One message of the batch is to blame, so the others can be sent without it. */
  readonly ofOneMessage: boolean;
}

/** Types of the broker's errors about one record of a batch. */
const RECORD_REFUSED = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'INVALID_TIMESTAMP'];

/** Types of the broker's errors about a producer that it no longer knows. The next producer gets a new id and is accepted. */
const PRODUCER_UNKNOWN = [
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'DUPLICATE_SEQUENCE_NUMBER',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'UNKNOWN_PRODUCER_ID',
];

/** Reads an error of the client. kafkajs wraps the broker's error, which has a `type`, in an error about its retries. */
export function readFailure(error: unknown, topic: string): KafkaFailure {
  const cause = innermostCause(error) ?? new Error('no reason was given');
  const { type: given, retriable } = cause as { readonly type?: unknown; readonly retriable?: unknown };
  const type = typeof given === 'string' ? given : '';
  const text = cause instanceof Error ? cause.message : String(cause);
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION') {
    const message = `the broker has no topic ${JSON.stringify(topic)}; create it first`;
    return { reason: 'topic_missing', message, cause, ofOneMessage: false };
  }
  const cannotBeEncoded = cause instanceof TypeError || cause instanceof RangeError;
  if (cannotBeEncoded || (retriable === false && !PRODUCER_UNKNOWN.includes(type))) {
    const message = `the broker rejects what is sent to topic ${JSON.stringify(topic)}: ${type || text}`;
    const ofOneMessage = cannotBeEncoded || RECORD_REFUSED.includes(type);
    return { reason: 'rejected', message, cause, ofOneMessage };
  }
  const message = `no broker takes messages for topic ${JSON.stringify(topic)}: ${text}`;
  return { reason: 'unreachable', message, cause, ofOneMessage: false };
}
