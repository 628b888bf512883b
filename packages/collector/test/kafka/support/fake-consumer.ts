import { setImmediate } from 'node:timers/promises';
import type { KafkaConsumer, KafkaMessage, KafkaOffset, KafkaRunConfig } from '../../../src/kafka/index.js';

/** What a {@link FakeConsumer} reads, and what it leaves behind. */
export interface FakeTopic {
  readonly topic: string;
  readonly batchSize: number;
  readonly partitions: readonly (readonly KafkaMessage[])[];
  readonly committed: Map<number, number>;
  readonly log: string[];
  failMaybe(call: 'connect' | 'subscribe' | 'commit'): void;
}

/** Behaves like a consumer of kafkajs where that matters: positions, heartbeats, joining again, crashing. */
export class FakeConsumer implements KafkaConsumer {
  /** What the next heartbeats are answered with, one each. */
  readonly heartbeatErrors: Error[] = [];
  /** Heartbeats are not answered at all. */
  isSilent = false;
  readonly #kafka: FakeTopic;
  readonly #listeners = new Map<string, ((event: never) => void)[]>();
  readonly #positions = new Map<number, number>();
  readonly #seeks = new Map<number, number>();
  #isPaused = false;
  #isStopped = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(kafka: FakeTopic) {
    this.#kafka = kafka;
  }

  async connect(): Promise<void> {
    this.#kafka.failMaybe('connect');
  }

  async subscribe(): Promise<void> {
    this.#kafka.failMaybe('subscribe');
  }

  async run(config: KafkaRunConfig): Promise<void> {
    this.#join();
    this.#loop = this.#read(config);
  }

  async commitOffsets(offsets: KafkaOffset[]): Promise<void> {
    this.#kafka.failMaybe('commit');
    for (const { partition, offset } of offsets) {
      this.#kafka.committed.set(partition, Number(offset));
      this.#kafka.log.push(`commit ${partition}:${offset}`);
    }
  }

  seek({ partition, offset }: KafkaOffset): void {
    this.#seeks.set(partition, Number(offset));
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
  }

  on(event: string, listener: (event: never) => void): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  async disconnect(): Promise<void> {
    this.#isStopped = true;
    this.#kafka.log.push('disconnect');
    await this.#loop;
  }

  /** Gives up, as kafkajs does when it meets what it cannot get over. */
  crash(error: Error): void {
    this.#isStopped = true;
    this.#emit('consumer.crash', { payload: { error } });
  }

  #join(): void {
    const { topic, partitions, committed, log } = this.#kafka;
    const assigned = [...partitions.keys()];
    this.#positions.clear();
    for (const partition of assigned) this.#positions.set(partition, committed.get(partition) ?? 0);
    log.push('join');
    this.#emit('consumer.group_join', { payload: { memberAssignment: { [topic]: assigned } } });
  }

  async #read(config: KafkaRunConfig): Promise<void> {
    while (!this.#isStopped) {
      this.#emit('consumer.fetch', {});
      try {
        if (!this.#isPaused) await this.#readAll(config);
      } catch (error) {
        const { type } = error as { type?: string };
        if (type === undefined) this.crash(error as Error);
        else {
          this.#emit('consumer.rebalancing', {});
          await setImmediate();
          this.#join();
        }
      }
      await setImmediate();
    }
  }

  async #readAll({ eachBatch }: KafkaRunConfig): Promise<void> {
    const { partitions, batchSize, log } = this.#kafka;
    for (const [partition, offset] of this.#seeks) this.#positions.set(partition, offset);
    this.#seeks.clear();
    for (const [partition, content] of partitions.entries()) {
      const position = this.#positions.get(partition) ?? 0;
      const messages = content.slice(position, position + batchSize);
      if (messages.length === 0 || this.#isStopped) continue;
      log.push(`read ${partition}:${position}`);
      const batch = {
        partition,
        highWatermark: String(content.length),
        messages,
        lastOffset: () => String(position + messages.length - 1),
      };
      const resolveOffset = (offset: string) => void this.#positions.set(partition, Number(offset) + 1);
      await eachBatch({ batch, resolveOffset, heartbeat: () => this.#heartbeat() });
      await this.#heartbeat();
    }
  }

  async #heartbeat(): Promise<void> {
    if (this.isSilent) return new Promise(() => {});
    const error = this.heartbeatErrors.shift();
    if (error) throw error;
    this.#emit('consumer.heartbeat', {});
  }

  #emit(event: string, payload: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(payload as never);
  }
}
