import type {
  KafkaAdmin,
  KafkaClient,
  KafkaMessage,
  KafkaOutgoingMessage,
  KafkaProducer,
  RawMessage,
} from '../../../src/kafka/index.js';
import { FakeConsumer, type FakeTopic } from './fake-consumer.js';
import { NOON, sampleMessage } from './messages.js';

type Call = 'connect' | 'subscribe' | 'commit' | 'send';

/** A topic in memory, with the group that reads it and a topic for dead letters. */
export class FakeKafka implements KafkaClient, FakeTopic {
  readonly topic = 'samples';
  /** Most messages in a batch. */
  batchSize = 100;
  readonly partitions: KafkaMessage[][];
  readonly committed = new Map<number, number>();
  readonly deadLetters: KafkaOutgoingMessage[] = [];
  readonly consumers: FakeConsumer[] = [];
  /** What happened, in order. */
  readonly log: string[] = [];
  readonly #failures: [Call, Error][] = [];

  constructor(...partitions: RawMessage[][]) {
    this.partitions = partitions.map((messages) =>
      messages.map((message, offset) => ({ ...message, offset: String(offset) })),
    );
  }

  /** The consumer that was made last. */
  get latest(): FakeConsumer {
    return this.consumers[this.consumers.length - 1];
  }

  /** The next calls of this kind fail, one for each error. */
  fail(call: Call, ...errors: Error[]): void {
    for (const error of errors) this.#failures.push([call, error]);
  }

  failMaybe(call: Call): void {
    const index = this.#failures.findIndex(([which]) => which === call);
    if (index !== -1) throw this.#failures.splice(index, 1)[0][1];
  }

  add(partition: number, message: RawMessage): void {
    const content = this.partitions[partition];
    content.push({ ...message, offset: String(content.length) });
  }

  consumer(): FakeConsumer {
    const consumer = new FakeConsumer(this);
    this.consumers.push(consumer);
    return consumer;
  }

  producer(): KafkaProducer {
    return {
      connect: async () => {},
      disconnect: async () => {},
      send: async ({ messages }) => {
        this.failMaybe('send');
        this.deadLetters.push(...messages);
        for (const { headers } of messages) this.log.push(`dead letter ${headers['source-offset']}`);
      },
    };
  }

  admin(): KafkaAdmin {
    const all = <T>(of: (partition: number) => T) =>
      [...this.partitions.keys()].map((partition) => ({ partition, ...of(partition) }));
    return {
      connect: async () => {},
      disconnect: async () => {},
      fetchTopicOffsets: async () =>
        all((partition) => ({ high: String(this.partitions[partition].length) })),
      fetchOffsets: async () => [
        { partitions: all((partition) => ({ offset: String(this.committed.get(partition) ?? -1) })) },
      ],
    };
  }
}

/** So many samples of a host, whose value counts from 0. */
export function samples(count: number, host = 'web-1'): RawMessage[] {
  return Array.from({ length: count }, (_, n) =>
    sampleMessage({ host, timestamp: NOON + n, values: { n } }, host),
  );
}

/** An error as kafkajs throws it: `name` of its class, `type` of what a broker answered. */
export function clientError(message: string, fields: { name?: string; type?: string; cause?: Error } = {}) {
  return Object.assign(new Error(message), fields);
}
