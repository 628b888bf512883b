import { randomUUID } from 'node:crypto';
import kafkajs, { type Kafka, type Producer, type Transaction } from 'kafkajs';
import type { Checkpoint } from './partition-hosts.js';
import { markerKey, StateReader } from './state-reader.js';

/** Where the state of hosts is kept between two owners of a partition. */
export interface StateStore {
  /** Takes a partition over: whoever had it before can save nothing any more. Returns what was saved of each host. */
  open(partition: number): Promise<ReadonlyMap<string, string>>;
  /** Saves states and offset together, or nothing: `lost` when somebody else has taken the partition over. Rejects on other trouble. */
  save(partition: number, checkpoint: Checkpoint): Promise<'saved' | 'lost'>;
  close(): Promise<void>;
}

export interface StateTopicOptions {
  readonly kafka: Kafka;
  readonly stateTopic: string;
  readonly samplesTopic: string;
  readonly groupId: string;
}

/** Brokers refuse batches of more than a megabyte, unless told otherwise. */
const mostBytesAtOnce = 500_000;

/**
 * States in a compacted topic, keyed by host, partitioned like the samples. A partition is saved in a transaction that also commits
 * the group's offset; its transactional id belongs to the partition, so that a new owner shuts out the one before (a producer with the
 * same id raises the epoch), also one that is cut off and does not know that it was replaced.
 */
export class StateTopic implements StateStore {
  readonly #options: StateTopicOptions;
  readonly #producers = new Map<number, Producer>();
  readonly #reader: StateReader;
  #started: Promise<void> | undefined;

  constructor(options: StateTopicOptions) {
    this.#options = options;
    this.#reader = new StateReader(options.kafka, options.stateTopic);
  }

  async open(partition: number): Promise<ReadonlyMap<string, string>> {
    this.#started ??= this.#reader.start();
    await this.#started;
    const { kafka, stateTopic, samplesTopic, groupId } = this.#options;
    const producer = kafka.producer({
      transactionalId: `${groupId}.${samplesTopic}.${partition}`,
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
    });
    // What was begun with the one before is over.
    await this.#producers
      .get(partition)
      ?.disconnect()
      .catch(() => {});
    this.#producers.set(partition, producer);
    await producer.connect();
    const marker = randomUUID();
    const transaction = await producer.transaction();
    await transaction.send({ topic: stateTopic, messages: [{ key: markerKey, value: marker, partition }] });
    await transaction.commit();
    return this.#reader.load(partition, marker);
  }

  async save(partition: number, { hosts, nextOffset }: Checkpoint): Promise<'saved' | 'lost'> {
    const producer = this.#producers.get(partition);
    if (!producer) throw new Error(`partition ${partition} was not opened`);
    const { stateTopic, samplesTopic, groupId } = this.#options;
    let transaction: Transaction | undefined;
    try {
      transaction = await producer.transaction();
      for (const chunk of chunks(hosts)) {
        const messages = chunk.map(({ host, state }) => ({ key: host, value: state, partition }));
        await transaction.send({ topic: stateTopic, messages, compression: kafkajs.CompressionTypes.GZIP });
      }
      const partitions = [{ partition, offset: String(nextOffset) }];
      await transaction.sendOffsets({
        consumerGroupId: groupId,
        topics: [{ topic: samplesTopic, partitions }],
      });
      await transaction.commit();
      return 'saved';
    } catch (error) {
      if (isShutOut(error)) return 'lost';
      // One that cannot even be given up is given up by the broker, or by the next owner.
      await transaction?.abort().catch(() => {});
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([
      this.#reader.close(),
      ...[...this.#producers.values()].map((producer) => producer.disconnect()),
    ]);
  }
}

/** Whether a producer with the same transactional id has begun after this one. */
function isShutOut(error: unknown): boolean {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  return type === 'INVALID_PRODUCER_EPOCH' || type === 'PRODUCER_FENCED';
}

function* chunks(hosts: Checkpoint['hosts']): Generator<Checkpoint['hosts']> {
  let start = 0;
  let bytes = 0;
  for (const [i, { state }] of hosts.entries()) {
    bytes += state?.length ?? 0;
    if (bytes < mostBytesAtOnce) continue;
    yield hosts.slice(start, i + 1);
    start = i + 1;
    bytes = 0;
  }
  if (start < hosts.length) yield hosts.slice(start);
}
