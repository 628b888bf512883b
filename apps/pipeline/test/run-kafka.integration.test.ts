import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { verdictMessage } from '@ad/exporters/kafka';
import { createRandom, type Verdict } from '@ad/models';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { type AdProcess, configFile, quick, startAd } from './support/ad.js';
import { firstFields } from './support/broker.js';

// The real broker of `node scripts/services.mjs up`; every test has a topic of its own, and all are deleted afterwards.
const port = 9092 + Number(process.env.SERVICES_PORT_OFFSET ?? '0');
const broker = `127.0.0.1:${port}`;
const client = new kafkajs.Kafka({ brokers: [broker], logLevel: kafkajs.logLevel.NOTHING });
const admin = client.admin();
const prefix = `ad-run-${randomUUID()}`;

async function createTopic(name: string, partitions = 3): Promise<string> {
  const topic = `${prefix}-${name}`;
  await admin.createTopics({ topics: [{ topic, numPartitions: partitions }], waitForLeaders: false });
  // Asked to wait for leaders, kafkajs fails when the broker does not know yet what its controller has created.
  await vi.waitFor(() => admin.fetchTopicOffsets(topic), 10_000);
  return topic;
}

interface Options {
  readonly brokers?: string;
  readonly host?: string;
}

/** An outbox of its own for each configuration, as each machine has. */
async function configuration(
  topic: string,
  { brokers = broker, host = 'web-1' }: Options = {},
): Promise<string> {
  const outbox_folder = await mkdtemp(join(tmpdir(), 'ad-run-kafka-'));
  onTestFinished(() => rm(outbox_folder, { recursive: true }));
  return configFile({
    ...quick,
    data_collection: { ...quick.data_collection, host },
    services: { ...quick.services, kafka_bootstrap_servers: brokers, kafka_topic: topic },
    kafka: { outbox_folder },
  });
}

interface Message {
  readonly partition: number;
  readonly key: string;
  readonly value: string;
  readonly id: string;
}

/** All that a topic holds now, in order within each partition. */
async function messagesOf(topic: string): Promise<Message[]> {
  const ends = await admin.fetchTopicOffsets(topic);
  const expected = ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  const messages: Message[] = [];
  if (expected === 0) return messages;
  const groupId = `${topic}-${randomUUID()}`;
  const consumer = client.consumer({ groupId });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer
        .run({
          eachMessage: async ({ partition, message: { key, value, headers } }) => {
            messages.push({ partition, key: String(key), value: String(value), id: String(headers?.id) });
            if (messages.length === expected) resolve();
          },
        })
        .catch(reject);
    });
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]);
  }
  return messages;
}

function verdictsOf(detector: AdProcess): Verdict[] {
  // The last line may have been torn by a kill.
  const lines = detector.output.out.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

async function printed(detector: AdProcess, count: number): Promise<void> {
  await expect
    .poll(() => verdictsOf(detector).length, { timeout: 20_000, interval: 20 })
    .toBeGreaterThanOrEqual(count);
}

async function stop(detector: AdProcess): Promise<void> {
  detector.child.kill('SIGTERM');
  expect(await detector.exited).toBe(0);
}

/** Each id once, where it came first. */
function firstOfEach(messages: readonly Message[]): Message[] {
  return [...new Map([...messages].reverse().map((message) => [message.id, message])).values()].reverse();
}

beforeAll(() => admin.connect());
afterAll(async () => {
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
  if (topics.length > 0) await admin.deleteTopics({ topics });
  await admin.disconnect();
});

it('sends every verdict that it prints, in order, in the format that readers rely on', async () => {
  const topic = await createTopic('plain');
  const detector = startAd(['run', '--config', await configuration(topic)]);
  await printed(detector, 10);
  const [, url] = await detector.says(/metrics on (http:\S+\/metrics)/);
  await expect
    .poll(async () => (await fetch(url)).text(), { timeout: 10_000 })
    .toMatch(/^anomaly_detection_kafka_messages_total\{direction="out",result="ok"\} [1-9]/m);
  expect(await (await fetch(url)).text()).toMatch(/^anomaly_detection_kafka_connected 1$/m);
  await stop(detector);
  expect(detector.output.err).not.toMatch(/Kafka|left in/);

  const verdicts = verdictsOf(detector);
  const messages = await messagesOf(topic);
  expect(messages.map(({ value }) => value)).toEqual(
    verdicts.map((verdict) => verdictMessage(verdict).value),
  );
  expect(new Set(messages.map(({ partition }) => partition)).size).toBe(1);
  for (const { key, id, value } of messages) {
    const message = JSON.parse(value);
    expect({ key, id }).toEqual({ key: 'web-1', id: message.id });
    expect(Object.keys(message).slice(0, 7)).toEqual(firstFields);
  }
});

it('loses nothing that was printed when it is killed again and again: copies have equal ids, and the order stays', {
  timeout: 120_000,
}, async () => {
  const topic = await createTopic('killed', 2);
  const random = createRandom(7);
  const hosts = ['web-1', 'web-2'];
  const seen = new Map<string, Verdict[]>();
  await Promise.all(
    hosts.map(async (host) => {
      const file = await configuration(topic, { host });
      const verdicts: Verdict[] = [];
      seen.set(host, verdicts);
      for (let round = 1; round <= 4; round++) {
        const detector = startAd(['run', '--config', file]);
        await printed(detector, 1);
        await sleep(1500 * random.uniform());
        detector.child.kill('SIGKILL');
        await detector.exited;
        verdicts.push(...verdictsOf(detector));
      }
      const last = startAd(['run', '--config', file]);
      await printed(last, 2);
      await stop(last);
      expect(last.output.err).not.toContain('left in');
      verdicts.push(...verdictsOf(last));
    }),
  );
  const messages = await messagesOf(topic);
  const values = new Map(messages.map(({ id, value }) => [id, value]));
  for (const { id, value } of messages) expect(value).toBe(values.get(id));
  for (const host of hosts) {
    const first = firstOfEach(messages.filter(({ key }) => key === host));
    const times = first.map(({ value }) => Date.parse(JSON.parse(value).timestamp));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const ids = new Set(first.map(({ id }) => id));
    const lost = (seen.get(host) ?? []).filter((verdict) => !ids.has(verdictMessage(verdict).headers.id));
    expect(lost).toEqual([]);
  }
});

it('waits for a broker that comes later, and sends what an earlier run has left before its own', async () => {
  const topic = await createTopic('later');
  const proxy = createServer((socket) => {
    const upstream = connect(port, '127.0.0.1');
    socket.pipe(upstream).pipe(socket);
    for (const end of [socket, upstream]) end.on('error', () => {});
  });
  const listen = (at: number) => new Promise<void>((resolve) => proxy.listen(at, '127.0.0.1', resolve));
  await listen(0);
  const { port: front } = proxy.address() as AddressInfo;
  await new Promise((resolve) => proxy.close(resolve));

  const file = await configuration(topic, { brokers: `127.0.0.1:${front}` });
  const before = startAd(['run', '--config', file]);
  await printed(before, 5);
  await stop(before);
  expect(before.output.err).toMatch(/messages left in/);

  const detector = startAd(['run', '--config', file]);
  await detector.says(/! Kafka is unreachable at/);
  await printed(detector, 5);
  await listen(front);
  onTestFinished(() => void proxy.close());
  await detector.says(/✓ Kafka takes messages again; those that waited are on their way/);
  await printed(detector, verdictsOf(detector).length + 3);
  await stop(detector);
  expect(detector.output.err.match(/^.*Kafka.*$/gm)).toHaveLength(2);
  expect(detector.output.err).not.toContain('left in');

  const verdicts = [...verdictsOf(before), ...verdictsOf(detector)];
  const messages = firstOfEach(await messagesOf(topic));
  expect(messages.map(({ id }) => id)).toEqual(verdicts.map((verdict) => verdictMessage(verdict).headers.id));
});

it('says what to do about a topic that is missing, and goes on when it is there', async () => {
  const topic = `${prefix}-missing`;
  const detector = startAd(['run', '--config', await configuration(topic)]);
  await detector.says(/! Kafka has no topic \S+: create it with `ad kafka setup`; messages wait in/);
  await printed(detector, 5);
  await createTopic('missing');
  await detector.says(/✓ Kafka takes messages again/);
  await stop(detector);
  expect(detector.output.err.match(/^.*Kafka.*$/gm)).toHaveLength(2);
  const ids = new Set((await messagesOf(topic)).map(({ id }) => id));
  expect(verdictsOf(detector).every((verdict) => ids.has(verdictMessage(verdict).headers.id))).toBe(true);
});
