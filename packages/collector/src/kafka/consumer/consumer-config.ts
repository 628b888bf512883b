import type { ResolvedKafkaOptions } from '../options.js';
import type { KafkaConsumerConfig } from '../port.js';

/** The broker answers a fetch after this time even when there is nothing to read, so that rebalances are noticed. */
const LONGEST_POLL_MILLISECONDS = 500;
/** How often the client looks for new partitions of the topic. */
const METADATA_MILLISECONDS = 30_000;
/** How long the group waits for a member to join again: longer than this member waits for its reader. */
const REBALANCE_MILLISECONDS = 60_000;

/** The settings of the client on which the promises of this source depend. */
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
