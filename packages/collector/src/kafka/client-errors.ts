const unreachableNames = new Set([
  'KafkaJSBrokerNotFound',
  'KafkaJSConnectionClosedError',
  'KafkaJSConnectionError',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSRequestTimeoutError',
]);

/** What kind of problem an error is, of the client or of this package. */
export function classify(error: unknown): 'unreachable' | 'topic_missing' | 'refused' {
  const chain = [...causes(error)];
  if (chain.some(({ type }) => type === 'UNKNOWN_TOPIC_OR_PARTITION')) return 'topic_missing';
  const isUnreachable = chain.some(
    ({ name = '', code }) => unreachableNames.has(name) || code === 'unreachable',
  );
  return isUnreachable ? 'unreachable' : 'refused';
}

/** Whether the group rebalances and waits for this member to join again. */
export function isRebalancing(error: unknown): boolean {
  const type = typeOf(error);
  return type === 'REBALANCE_IN_PROGRESS' || type === 'NOT_COORDINATOR_FOR_GROUP';
}

/** Whether the group has removed this member. */
export function isExpelled(error: unknown): boolean {
  const type = typeOf(error);
  return type === 'UNKNOWN_MEMBER_ID' || type === 'ILLEGAL_GENERATION';
}

/** Whether a message is larger than the topic accepts. */
export function isTooLarge(error: unknown): boolean {
  return [...causes(error)].some(
    ({ type }) => type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE',
  );
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

/** An error and its causes: the client wraps the one that says what happened. */
function* causes(error: unknown): Generator<ClientError, void, undefined> {
  let next = error;
  for (let depth = 0; depth < 10 && typeof next === 'object' && next !== null; depth++) {
    const current: ClientError = next;
    yield current;
    next = current.cause;
  }
}
