import type { ResolvedKafkaOptions } from './options.js';
import type { KafkaConsumerConfig } from './port.js';

/** A fetch comes back that soon even when there is nothing to read, so that changes of the group are noticed. */
const LONGEST_POLL_MILLISECONDS = 500;
/** New partitions of the topic are noticed that soon. */
const METADATA_MILLISECONDS = 30_000;
/** The group waits so long for a member to join again, which is more than any batch is waited for. */
const REBALANCE_MILLISECONDS = 60_000;

/** Where what this source promises depends on the client's settings. */
export function consumerConfig(options: ResolvedKafkaOptions): KafkaConsumerConfig {
  const { groupId, sessionTimeout, maxBytes } = options;
  return {
    groupId,
    sessionTimeout,
    rebalanceTimeout: Math.max(REBALANCE_MILLISECONDS, 2 * sessionTimeout),
    heartbeatInterval: sessionTimeout / 10,
    metadataMaxAge: METADATA_MILLISECONDS,
    maxBytes,
    maxBytesPerPartition: maxBytes,
    maxWaitTimeInMs: LONGEST_POLL_MILLISECONDS,
    readUncommitted: false,
    allowAutoTopicCreation: false,
    retry: { restartOnFailure: async () => false },
  };
}
