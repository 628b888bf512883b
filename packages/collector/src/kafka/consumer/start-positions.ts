import type { ResolvedKafkaOptions } from '../options.js';
import type { KafkaAdmin, KafkaConsumer } from '../port.js';

type Group = Pick<ResolvedKafkaOptions, 'client' | 'topic' | 'groupId'>;

const NEVER_COMMITTED = '-1';

/**
 * Where a new group begins that is to read from now on: commits the end of every partition, as it was before the group was joined.
 *
 * Without that commit, a partition that moves to another member before its first commit would begin at its new end, and the
 * messages written meanwhile would be lost. With it, the client can read every partition without a committed offset from its
 * start: one that was added later, or whose offset was deleted by retention.
 */
export class StartPositions {
  readonly #options: Group;
  /** By partition without a committed offset: its end before this member joined. */
  readonly #ends: Map<number, string>;
  #latestCall = 0;

  constructor(options: Group, ends: Map<number, string>) {
    this.#options = options;
    this.#ends = ends;
  }

  /** Looks up where the topic ends; to be called before the consumer joins its group. */
  static async find(options: Group): Promise<StartPositions> {
    const ends = await withAdmin(options, async (admin) => {
      const uncommitted = await neverCommitted(admin, options);
      if (uncommitted.size === 0) return [];
      const offsets = await admin.fetchTopicOffsets(options.topic);
      return offsets.filter(({ partition }) => uncommitted.has(partition));
    });
    return new StartPositions(options, new Map(ends.map(({ partition, high }) => [partition, high])));
  }

  /** To be called as soon as partitions are assigned: they are paused until their start is known. */
  async apply(consumer: KafkaConsumer, assigned: readonly number[]): Promise<void> {
    const call = ++this.#latestCall;
    const { topic } = this.#options;
    if (!assigned.some((partition) => this.#ends.has(partition))) {
      // An earlier call that this one has overtaken may have paused the topic; the client stays paused across rebalances.
      consumer.resume([{ topic }]);
      return;
    }
    consumer.pause([{ topic }]);
    // Asked again, because another member may have committed since; from now on only this one does.
    const uncommitted = await withAdmin(this.#options, (admin) => neverCommitted(admin, this.#options));
    if (call !== this.#latestCall) return;
    const starts = [...this.#ends]
      .filter(([partition]) => assigned.includes(partition) && uncommitted.has(partition))
      .map(([partition, offset]) => ({ topic, partition, offset }));
    for (const start of starts) consumer.seek(start);
    try {
      if (starts.length > 0) await consumer.commitOffsets(starts);
      for (const partition of assigned) this.#ends.delete(partition);
    } catch {
      // The group is rebalancing: this is called again with the next assignment.
    }
    if (call === this.#latestCall) consumer.resume([{ topic }]);
  }
}

async function neverCommitted(admin: KafkaAdmin, { groupId, topic }: Group): Promise<Set<number>> {
  const topics = await admin.fetchOffsets({ groupId, topics: [topic] });
  const partitions = topics.flatMap((entry) => entry.partitions);
  const uncommitted = partitions.filter(({ offset }) => offset === NEVER_COMMITTED);
  return new Set(uncommitted.map(({ partition }) => partition));
}

async function withAdmin<Result>(
  { client }: Group,
  use: (admin: KafkaAdmin) => Promise<Result>,
): Promise<Result> {
  const admin = client.admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}
