import { randomUUID } from 'node:crypto';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';

/** A key that no host has: names the end of what there is to read. */
export const markerKey = '';

/** Read at once, as compressed as it lies there: about four times that in memory. */
const maxBytesPerPartition = 2 * 2 ** 20;

interface Load {
  readonly marker: string;
  readonly states: Map<string, string>;
  readonly finish: () => void;
  readonly fail: (error: Error) => void;
}

/**
 * Reads single partitions of the state topic from their beginning up to a marker that the caller has written. Its consumer is in a
 * group of its own, which commits nothing, and rests while there is nothing to read.
 */
export class StateReader {
  readonly #consumer: Consumer;
  readonly #topic: string;
  readonly #loads = new Map<number, Load>();
  #failure: Error | undefined;

  constructor(kafka: Kafka, topic: string) {
    this.#topic = topic;
    this.#consumer = kafka.consumer({
      groupId: `${topic}-reader-${randomUUID()}`,
      readUncommitted: false,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: 200,
      maxBytesPerPartition,
    });
    this.#consumer.on(this.#consumer.events.CRASH, ({ payload }) => this.#fail(payload.error));
  }

  async start(): Promise<void> {
    const joined = new Promise<void>((resolve, reject) => {
      this.#consumer.on(this.#consumer.events.GROUP_JOIN, ({ payload }) => {
        const partitions = (payload.memberAssignment[this.#topic] ?? []).filter((p) => !this.#loads.has(p));
        if (partitions.length > 0) this.#consumer.pause([{ topic: this.#topic, partitions }]);
        resolve();
      });
      this.#consumer.on(this.#consumer.events.CRASH, ({ payload }) => reject(payload.error));
    });
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [this.#topic], fromBeginning: true });
    await this.#consumer.run({ autoCommit: false, eachBatch: (payload) => this.#read(payload) });
    await joined;
  }

  /** The last state of each host of a partition, up to where its marker is. */
  load(partition: number, marker: string): Promise<Map<string, string>> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const states = new Map<string, string>();
      const end = (): void => {
        this.#loads.delete(partition);
        this.#consumer.pause([{ topic: this.#topic, partitions: [partition] }]);
      };
      this.#loads.set(partition, {
        marker,
        states,
        finish: () => {
          end();
          resolve(states);
        },
        fail: reject,
      });
      // From the earliest record on.
      this.#consumer.seek({ topic: this.#topic, partition, offset: '-2' });
      this.#consumer.resume([{ topic: this.#topic, partitions: [partition] }]);
    });
  }

  async close(): Promise<void> {
    this.#fail(new Error('the reader of states was closed'));
    await this.#consumer.disconnect();
  }

  async #read({ batch, heartbeat }: EachBatchPayload): Promise<void> {
    const load = this.#loads.get(batch.partition);
    if (!load) return;
    for (const { key, value } of batch.messages) {
      const host = key?.toString() ?? markerKey;
      if (host === markerKey) {
        if (value?.toString() === load.marker) return load.finish();
      } else if (value === null) {
        load.states.delete(host);
      } else {
        load.states.set(host, value.toString());
      }
    }
    await heartbeat();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { fail } of this.#loads.values()) fail(error);
    this.#loads.clear();
  }
}
