import type { ExporterErrorCode } from '../errors.js';

/** Why messages did not reach their topic. */
export interface KafkaFailure {
  readonly reason: 'unreachable' | 'topic_missing' | 'rejected';
  readonly code: Extract<ExporterErrorCode, 'UNREACHABLE' | 'TOPIC_MISSING' | 'REJECTED'>;
  readonly message: string;
  readonly cause: unknown;
  /** One message of the batch is to blame, so the others can be sent without it. */
  readonly ofOneMessage: boolean;
}

/** The broker's words for a record that it will not take, whatever becomes of the others. */
const RECORD_REFUSED = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'INVALID_TIMESTAMP'];

/** What a broker says when it has lost track of a producer: the next one, with a number of its own, is taken. */
const PRODUCER_FORGOTTEN = [
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'DUPLICATE_SEQUENCE_NUMBER',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'UNKNOWN_PRODUCER_ID',
];

/** Reads an error of the client. kafkajs wraps the broker's error, which has its word as `type`, in one about its retries. */
export function readFailure(error: unknown, topic: string): KafkaFailure {
  const cause = innermost(error);
  const { type, retriable } = cause as { readonly type?: unknown; readonly retriable?: unknown };
  const said = cause instanceof Error ? cause.message : String(cause);
  const word = typeof type === 'string' ? type : '';
  if (word === 'UNKNOWN_TOPIC_OR_PARTITION') {
    const message = `the broker has no topic ${JSON.stringify(topic)}; create it first`;
    return { reason: 'topic_missing', code: 'TOPIC_MISSING', message, cause, ofOneMessage: false };
  }
  const cannotBeEncoded = cause instanceof TypeError || cause instanceof RangeError;
  if (cannotBeEncoded || (retriable === false && !PRODUCER_FORGOTTEN.includes(word))) {
    const message = `the broker rejects what is sent to topic ${JSON.stringify(topic)}: ${word || said}`;
    const ofOneMessage = cannotBeEncoded || RECORD_REFUSED.includes(word);
    return { reason: 'rejected', code: 'REJECTED', message, cause, ofOneMessage };
  }
  const message = `no broker takes messages for topic ${JSON.stringify(topic)}: ${said}`;
  return { reason: 'unreachable', code: 'UNREACHABLE', message, cause, ofOneMessage: false };
}

function innermost(error: unknown): unknown {
  let inner = error;
  while (inner instanceof Error && inner.cause !== undefined) inner = inner.cause;
  return inner ?? new Error('no reason was given');
}
