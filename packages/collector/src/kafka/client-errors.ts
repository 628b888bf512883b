const unreachable = new Set([
  'KafkaJSBrokerNotFound',
  'KafkaJSConnectionClosedError',
  'KafkaJSConnectionError',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSRequestTimeoutError',
]);

/** What an error is about, of a client or our own. */
export function classify(error: unknown): 'unreachable' | 'topic_missing' | 'refused' {
  const chain = [...causes(error)];
  if (chain.some(({ type }) => type === 'UNKNOWN_TOPIC_OR_PARTITION')) return 'topic_missing';
  const isUnreachable = chain.some(({ name = '', code }) => unreachable.has(name) || code === 'unreachable');
  return isUnreachable ? 'unreachable' : 'refused';
}

/** Whether the group is about to share its partitions anew, and waits for this member to come. */
export function isRebalancing(error: unknown): boolean {
  const type = typeOf(error);
  return type === 'REBALANCE_IN_PROGRESS' || type === 'NOT_COORDINATOR_FOR_GROUP';
}

/** Whether the group has gone on without this member. */
export function isExpelled(error: unknown): boolean {
  const type = typeOf(error);
  return type === 'UNKNOWN_MEMBER_ID' || type === 'ILLEGAL_GENERATION';
}

/** Whether a message, with what the broker adds to it, is more than a topic takes. */
export function isTooLarge(error: unknown): boolean {
  return [...causes(error)].some(
    ({ type }) => type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE',
  );
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

interface ClientError {
  readonly name?: string;
  readonly type?: string;
  readonly code?: unknown;
  readonly cause?: unknown;
}

function typeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null ? (error as ClientError).type : undefined;
}

/** An error and what caused it: clients wrap the telling one. */
function* causes(error: unknown): Generator<ClientError, void, undefined> {
  let next = error;
  for (let depth = 0; depth < 10 && typeof next === 'object' && next !== null; depth++) {
    const current: ClientError = next;
    yield current;
    next = current.cause;
  }
}
