import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { TopicSpec } from './topic-specs.js';

const [pause, longestWait] = [100, 15_000];

/** Creates a topic, and waits until it can be used; false where it was there. */
export async function createTopic(
  admin: Pick<Admin, 'createTopics' | 'fetchTopicMetadata'>,
  { name, partitions, replicationFactor, entries, tuning }: TopicSpec,
): Promise<boolean> {
  const isCreated = await admin.createTopics({
    // The client's own waiting ends at once where the broker that it asks has not heard of the new topic yet.
    waitForLeaders: false,
    topics: [
      {
        topic: name,
        numPartitions: partitions,
        replicationFactor,
        configEntries: toEntries({ ...entries, ...tuning }),
      },
    ],
  });
  if (isCreated) await untilUsable(admin, name);
  return isCreated;
}

/** Entries of a topic's configuration, as requests carry them. */
export function toEntries(entries: Readonly<Record<string, string>>) {
  return Object.entries(entries).map(([name, value]) => ({ name, value }));
}

/** A controller answers before all brokers know the topic, and they know it before it has leaders. */
async function untilUsable(admin: Pick<Admin, 'fetchTopicMetadata'>, topic: string): Promise<void> {
  for (let waited = 0; ; waited += pause) {
    try {
      await admin.fetchTopicMetadata({ topics: [topic] });
      return;
    } catch (error) {
      if (!isNotThereYet(error) || waited >= longestWait) throw error;
    }
    await sleep(pause);
  }
}

function isNotThereYet(error: unknown): boolean {
  const type = error instanceof Error && 'type' in error ? error.type : null;
  return type === 'UNKNOWN_TOPIC_OR_PARTITION' || type === 'LEADER_NOT_AVAILABLE';
}
