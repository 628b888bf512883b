import type { Config } from '@ad/config';

/** A topic as a configuration wants it. */
export interface TopicSpec {
  readonly name: string;
  /** What it is for, in a word or two. */
  readonly carries: 'samples' | 'verdicts' | 'states' | 'dead letters';
  readonly partitions: number;
  /** Whether any other number of partitions is wrong, because hosts are told apart by partition. */
  readonly partitionsMatter: boolean;
  readonly replicationFactor: number;
  /** Entries of its configuration that must be as they are here. */
  readonly entries: Readonly<Record<string, string>>;
  /** Entries that follow from those: set together with them, and not compared. */
  readonly tuning: Readonly<Record<string, string>>;
}

const hour = 3_600_000;
const mebibyte = 2 ** 20;

/** The topics that a configuration needs, in the order in which data flows. */
export function topicsOf({ services, kafka }: Config): readonly TopicSpec[] {
  const replicationFactor = kafka.replication_factor;
  const byHost = { partitions: kafka.partitions, partitionsMatter: true, replicationFactor };
  const deadLetters = keptFor(kafka.dead_letter_retention_hours);
  return [
    { name: kafka.samples_topic, carries: 'samples', ...byHost, ...keptFor(kafka.retention_hours) },
    { name: services.kafka_topic, carries: 'verdicts', ...byHost, ...keptFor(kafka.retention_hours) },
    { name: kafka.state_topic, carries: 'states', ...byHost, ...lastOfEachHost },
    {
      name: kafka.dead_letter_topic,
      carries: 'dead letters',
      partitions: 1,
      partitionsMatter: false,
      replicationFactor,
      // The largest message that brokers take elsewhere, and headers with what was wrong with it.
      entries: { ...deadLetters.entries, 'max.message.bytes': String(2 * mebibyte) },
      tuning: deadLetters.tuning,
    },
  ];
}

/** Whole segments are removed, never the one in use: with a quarter of the time in each, the time is kept within that. */
function keptFor(hours: number): Pick<TopicSpec, 'entries' | 'tuning'> {
  const milliseconds = Math.round(hours * hour);
  return {
    entries: { 'cleanup.policy': 'delete', 'retention.ms': String(milliseconds) },
    tuning: { 'segment.ms': String(Math.round(milliseconds / 4)) },
  };
}

/**
 * A detector reads the whole topic when it starts. Only segments that are no longer in use are compacted: they are closed
 * early, and cleaned when a tenth is outdated, so that little more than one state of each host is left.
 */
const lastOfEachHost: Pick<TopicSpec, 'entries' | 'tuning'> = {
  entries: { 'cleanup.policy': 'compact', 'max.message.bytes': String(4 * mebibyte) },
  tuning: {
    'segment.ms': String(hour / 6),
    'segment.bytes': String(64 * mebibyte),
    'min.cleanable.dirty.ratio': '0.1',
  },
};
