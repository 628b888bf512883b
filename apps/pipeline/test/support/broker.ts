import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import { vi } from 'vitest';
import { ad, configFile } from './ad.js';

/** The real broker of `node scripts/services.mjs up`. */
export const broker = `127.0.0.1:${9092 + Number(process.env.SERVICES_PORT_OFFSET ?? '0')}`;

/** How every verdict begins in Kafka, in this order. */
export const firstFields = [
  'timestamp',
  'cpu_percent',
  'memory_percent',
  'disk_percent',
  'anomaly_score',
  'is_anomaly',
  'model_type',
];

/** A message of a topic, as text. */
export interface TopicMessage {
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Topics under a name of their own, the configuration that names them, and what a test does with them. */
export class TestTopics {
  readonly #prefix = `ad-test-${randomUUID()}`;
  readonly #kafka = new kafkajs.Kafka({ brokers: [broker], logLevel: kafkajs.logLevel.NOTHING });
  readonly #followers: kafkajs.Consumer[] = [];
  readonly #producer = this.#kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  readonly samples = `${this.#prefix}-samples`;
  readonly verdicts = `${this.#prefix}-verdicts`;
  readonly deadLetters = `${this.#prefix}-dead`;

  /** Creates the topics; returns the path of the configuration. */
  async open(kafka: object = {}, collection: object = {}): Promise<string> {
    const config = await configFile({
      data_collection: { collection_duration_minutes: null, ...collection },
      services: {
        prometheus_port: 0,
        http_host: '127.0.0.1',
        kafka_bootstrap_servers: broker,
        kafka_topic: this.verdicts,
      },
      kafka: {
        samples_topic: this.samples,
        state_topic: `${this.#prefix}-state`,
        dead_letter_topic: this.deadLetters,
        consumer_group: this.#prefix,
        outbox_folder: await mkdtemp(join(tmpdir(), 'ad-test-')),
        partitions: 4,
        checkpoint_seconds: 0.5,
        ...kafka,
      },
    });
    const { code, out } = await ad(['kafka', 'setup', '--config', config]);
    if (code !== 0) throw new Error(out);
    await this.#producer.connect();
    return config;
  }

  /** Puts messages into the topic with the samples. */
  async send(messages: kafkajs.Message[]): Promise<void> {
    await this.#producer.send({ topic: this.samples, messages });
  }

  /** All messages of a topic from its beginning, and those that are still to come. */
  async follow(topic: string): Promise<TopicMessage[]> {
    const messages: TopicMessage[] = [];
    const consumer = this.#kafka.consumer({ groupId: `${topic}-${randomUUID()}` });
    this.#followers.push(consumer);
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ message: { value, headers } }) => {
        const texts = Object.entries(headers ?? {}).map(([name, text]) => [name, String(text)]);
        messages.push({ value: value?.toString() ?? '', headers: Object.fromEntries(texts) });
      },
    });
    return messages;
  }

  /** Deletes all that there is under the name. */
  async close(): Promise<void> {
    await Promise.all([...this.#followers, this.#producer].map((each) => each.disconnect()));
    const admin = this.#kafka.admin();
    await admin.connect();
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(this.#prefix));
    if (topics.length > 0) await admin.deleteTopics({ topics });
    const { groups } = await admin.listGroups();
    const ids = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(this.#prefix));
    await admin.deleteGroups(ids).catch(() => {});
    await admin.disconnect();
  }
}

/** Waits for up to 40 seconds. */
export function until(condition: () => boolean): Promise<unknown> {
  return vi.waitUntil(condition, { timeout: 40_000, interval: 50 });
}
