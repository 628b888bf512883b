import { formatCount, formatDuration } from '../../text/format.js';
import type { ActualTopic } from './describe-topics.js';
import type { TopicSpec } from './topic-specs.js';

/** What is not as the configuration wants it. */
export interface TopicDifference {
  /** `partitions`, `replication factor` or the name of an entry such as `retention.ms`. */
  readonly setting: string;
  readonly expected: string;
  readonly actual: string;
  /** Whether it can be changed while the topic is in use. */
  readonly alterable: boolean;
  /** All of it in words, to be read after the name of the topic. */
  readonly message: string;
  /** What the reader should do about it. */
  readonly advice: string;
}

/** Everything that is not as the configuration wants it. */
export function compareTopic(spec: TopicSpec, actual: ActualTopic): readonly TopicDifference[] {
  return [
    ...comparePartitions(spec, actual),
    ...compareReplication(spec, actual),
    ...Object.entries(spec.entries).flatMap(([setting, expected]) =>
      compareEntry(setting, expected, actual.entries.get(setting)?.value),
    ),
  ];
}

function comparePartitions(spec: TopicSpec, actual: ActualTopic): TopicDifference[] {
  if (!spec.partitionsMatter || actual.partitions === spec.partitions) return [];
  return [
    {
      setting: 'partitions',
      expected: String(spec.partitions),
      actual: String(actual.partitions),
      alterable: false,
      message: `has ${formatCount(actual.partitions, 'partition')}, not ${spec.partitions}`,
      advice:
        `set kafka.partitions to ${actual.partitions}, or delete the topic if it is not in use yet: ` +
        'with another number, hosts would move to partitions without their states',
    },
  ];
}

function compareReplication(spec: TopicSpec, actual: ActualTopic): TopicDifference[] {
  // More copies than were asked for do no harm.
  if (actual.replicationFactor >= spec.replicationFactor) return [];
  return [
    {
      setting: 'replication factor',
      expected: String(spec.replicationFactor),
      actual: String(actual.replicationFactor),
      alterable: false,
      message: `has a replication factor of ${actual.replicationFactor}, not ${spec.replicationFactor}`,
      advice: `set kafka.replication_factor to ${actual.replicationFactor}, or have Kafka reassign its replicas`,
    },
  ];
}

function compareEntry(setting: string, expected: string, actual = 'unknown'): TopicDifference[] {
  if (actual === expected) return [];
  return [
    {
      setting,
      expected,
      actual,
      alterable: true,
      message: `has ${setting} ${readable(setting, actual)}, not ${readable(setting, expected)}`,
      advice: 'run `ad kafka setup --alter`, which sets what can be changed',
    },
  ];
}

/** Milliseconds are no way to tell a day from a week. */
export function readable(setting: string, value: string): string {
  const milliseconds = Number(value);
  const isTime = setting.endsWith('.ms') && milliseconds >= 0;
  return isTime ? `${value} (${formatDuration(milliseconds / 1000)})` : value;
}
