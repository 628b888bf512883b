import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { type Admin, CompressionTypes, Kafka, logLevel, type Message, type Producer } from 'kafkajs';
import { vi } from 'vitest';
import { type KafkaProblem, KafkaSource, type KafkaSourceOptions } from '../../../src/kafka/index.js';

const { SERVICES_PORT_OFFSET = '0' } = process.env;
const brokers = [`127.0.0.1:${9092 + Number(SERVICES_PORT_OFFSET)}`];

/** A client of its own, because kafkajs shares positions among the members of a group that have the same client. */
export function newClient(): Kafka {
  return new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries: 3 } });
}

/** A client whose network can be cut and mended. */
export function cuttableClient() {
  const sockets = new Set<Socket>();
  let isCut = false;
  const client = new Kafka({
    brokers,
    logLevel: logLevel.NOTHING,
    retry: { retries: 2 },
    socketFactory: ({ host, port, onConnect }) => {
      // Nothing listens on port 1.
      const socket = connect({ host, port: isCut ? 1 : port }, onConnect);
      sockets.add(socket);
      return socket;
    },
  });
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy(new Error('read ECONNRESET'));
  };
  const mend = () => {
    isCut = false;
  };
  return { client, cut, mend };
}

/** The broker, and topics of one test that are removed after it. */
export class Broker {
  readonly topic = `collector-${randomUUID()}`;
  readonly deadLetterTopic = `${this.topic}.dead-letters`;
  readonly groupId = this.topic;
  readonly #client = newClient();
  readonly admin: Admin = this.#client.admin();
  /** Idempotent, so that a topic whose leaders are not ready yet does not get messages twice. */
  readonly producer: Producer = this.#client.producer({ idempotent: true, maxInFlightRequests: 1 });

  async open(partitions: number): Promise<void> {
    await this.admin.connect();
    await this.producer.connect();
    if (partitions > 0) await this.create(partitions);
  }

  async create(numPartitions: number): Promise<void> {
    const topics = [
      { topic: this.topic, numPartitions },
      { topic: this.deadLetterTopic, numPartitions: 1 },
    ];
    // Asked to wait for leaders, kafkajs fails when the broker does not know yet what its controller has created.
    await this.admin.createTopics({ topics, waitForLeaders: false });
    for (const { topic } of topics) {
      await vi.waitFor(() => this.admin.fetchTopicOffsets(topic), 10_000);
    }
  }

  async close(): Promise<void> {
    const topics = await this.admin.listTopics();
    await this.admin.deleteTopics({ topics: topics.filter((topic) => topic.startsWith(this.topic)) });
    await this.admin.deleteGroups([this.groupId]).catch(() => {});
    await this.producer.disconnect();
    await this.admin.disconnect();
  }

  source(options: Partial<KafkaSourceOptions> = {}) {
    const problems: KafkaProblem[] = [];
    const source = new KafkaSource({
      client: newClient(),
      topic: this.topic,
      groupId: this.groupId,
      fromBeginning: true,
      onProblem: (problem) => problems.push(problem),
      ...options,
    });
    return { source, problems };
  }

  async send(messages: Message[], compression = CompressionTypes.None): Promise<void> {
    await this.producer.send({ topic: this.topic, messages, compression });
  }

  /** Samples of many hosts, numbered from `first`. */
  async sendSamples(count: number, first = 0): Promise<void> {
    await this.send(Array.from({ length: count }, (_, i) => sample(first + i)));
  }

  /** How far the group has come, by partition. */
  async committed(): Promise<number[]> {
    const [{ partitions }] = await this.admin.fetchOffsets({ groupId: this.groupId, topics: [this.topic] });
    return partitions.sort((a, b) => a.partition - b.partition).map(({ offset }) => Number(offset));
  }
}

/** A sample whose only value is its number. */
export function sample(n: number): Message {
  const host = `host-${n % 50}`;
  return { key: host, value: JSON.stringify({ timestamp: Date.now(), host, values: { n } }) };
}
