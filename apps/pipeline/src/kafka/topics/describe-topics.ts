import kafkajs, { type Admin } from 'kafkajs';

/** An entry of a topic's configuration. */
export interface TopicEntry {
  readonly value: string;
  /** Set for this topic, as opposed to being a default of the broker. */
  readonly isOwn: boolean;
}

/** A topic as the broker has it. */
export interface ActualTopic {
  readonly partitions: number;
  /** Of the partition with the fewest copies. */
  readonly replicationFactor: number;
  readonly entries: ReadonlyMap<string, TopicEntry>;
}

/** Those of the named topics that are there. */
export async function describeTopics(
  admin: Admin,
  names: readonly string[],
): Promise<ReadonlyMap<string, ActualTopic>> {
  const all = await admin.listTopics();
  const there = names.filter((name) => all.includes(name));
  if (there.length === 0) return new Map();
  const { topics } = await admin.fetchTopicMetadata({ topics: there });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: there.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
  });
  const entriesOf = new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(
        configEntries.map(({ configName, configValue, configSource }) => [
          configName,
          { value: configValue, isOwn: configSource === kafkajs.ConfigSource.TOPIC_CONFIG },
        ]),
      ),
    ]),
  );
  return new Map(
    topics.map(({ name, partitions }) => [
      name,
      {
        partitions: partitions.length,
        replicationFactor: Math.min(...partitions.map(({ replicas }) => replicas.length)),
        entries: entriesOf.get(name) ?? new Map(),
      },
    ]),
  );
}
