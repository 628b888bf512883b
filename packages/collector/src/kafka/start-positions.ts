import type { ResolvedKafkaOptions } from './options.js';
import type { KafkaAdmin, KafkaConsumer } from './port.js';

type Wanted = Pick<ResolvedKafkaOptions, 'client' | 'topic' | 'groupId'>;

const NEVER_COMMITTED = '-1';

/**
 * Commits where a new group begins, when that is the end of the topic.
 *
 * Otherwise a partition that was given to another member before the first commit would begin at the end that it has then, and
 * what came between would be lost. With the begin committed, clients can be told to read whatever is not committed from its
 * beginning: partitions that are added later, or whose position has been deleted by retention.
 */
export class StartPositions {
  readonly #options: Wanted;
  /** Where partitions of which nothing was ever committed ended, before this member joined. */
  readonly #ends: Map<number, string>;
  #latest = 0;

  constructor(options: Wanted, ends: Map<number, string>) {
    this.#options = options;
    this.#ends = ends;
  }

  /** Looks where the topic ends; to be called before the consumer joins its group. */
  static async look(options: Wanted): Promise<StartPositions> {
    const ends = await withAdmin(options, async (admin) => {
      const open = await neverCommitted(admin, options);
      if (open.size === 0) return [];
      const offsets = await admin.fetchTopicOffsets(options.topic);
      return offsets.filter(({ partition }) => open.has(partition));
    });
    return new StartPositions(options, new Map(ends.map(({ partition, high }) => [partition, high])));
  }

  /** To be called at once when partitions are assigned: nothing is read of them before their begin is known. */
  async apply(consumer: KafkaConsumer, assigned: readonly number[]): Promise<void> {
    const own = ++this.#latest;
    const { topic } = this.#options;
    if (!assigned.some((partition) => this.#ends.has(partition))) return;
    consumer.pause([{ topic }]);
    // Now that they are assigned, nobody else commits them.
    const open = await withAdmin(this.#options, (admin) => neverCommitted(admin, this.#options));
    if (own !== this.#latest) return;
    const begins = [...this.#ends]
      .filter(([partition]) => assigned.includes(partition) && open.has(partition))
      .map(([partition, offset]) => ({ topic, partition, offset }));
    for (const begin of begins) consumer.seek(begin);
    try {
      if (begins.length > 0) await consumer.commitOffsets(begins);
      for (const partition of assigned) this.#ends.delete(partition);
    } catch {
      // The group is changing again, and this is done again then.
    }
    if (own === this.#latest) consumer.resume([{ topic }]);
  }
}

async function neverCommitted(admin: KafkaAdmin, { groupId, topic }: Wanted): Promise<Set<number>> {
  const topics = await admin.fetchOffsets({ groupId, topics: [topic] });
  const partitions = topics.flatMap((entry) => entry.partitions);
  const open = partitions.filter(({ offset }) => offset === NEVER_COMMITTED);
  return new Set(open.map(({ partition }) => partition));
}

async function withAdmin<Result>(
  { client }: Wanted,
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
