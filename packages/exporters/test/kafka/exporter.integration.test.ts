import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { KafkaExporter, type PublishedSample, sampleMessage, type Verdict } from '@ad/exporters/kafka';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { firingVerdict, normalVerdict } from '../verdicts.js';

const { SERVICES_PORT_OFFSET = '0' } = process.env;
const offset = Number(SERVICES_PORT_OFFSET);
const broker = (port: number) => `127.0.0.1:${port + offset}`;
const clientOf = (brokers: string[]) =>
  new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries: 2 } });

const client = clientOf([broker(9092)]);
const admin = client.admin();
const topic = `exporter-${randomUUID()}`;
const narrow = `${topic}-narrow`;
const shaky = `${topic}-shaky`;

/** What a topic holds, up to the ends of its partitions, and how many bytes it took to fetch that. */
async function recordsOf(name: string) {
  const groupId = `${name}-${randomUUID()}`;
  const consumer = client.consumer({ groupId });
  const ends = await admin.fetchTopicOffsets(name);
  const expected = ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  const records: { partition: number; key: string; value: string; headers: Record<string, string> }[] = [];
  let bytes = 0;
  consumer.on(consumer.events.REQUEST, ({ payload: { apiName, size } }) => {
    if (apiName === 'Fetch') bytes += size;
  });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic: name, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer
        .run({
          eachMessage: async ({ partition, message: { key, value, headers = {} } }) => {
            const texts = Object.entries(headers).map(([header, text]) => [header, String(text)]);
            records.push({
              partition,
              key: String(key),
              value: String(value),
              headers: Object.fromEntries(texts),
            });
            if (records.length === expected) resolve();
          },
        })
        .catch(reject);
    });
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]);
  }
  return { records, bytes };
}

beforeAll(async () => {
  await admin.connect();
  const configEntries = [{ name: 'max.message.bytes', value: '2000' }];
  await admin.createTopics({
    topics: [
      { topic, numPartitions: 3 },
      { topic: narrow, numPartitions: 2, configEntries },
      { topic: shaky, numPartitions: 1 },
    ],
    waitForLeaders: false,
  });
  // Asked to wait for leaders, kafkajs fails when the broker does not know yet what its controller has created.
  for (const name of [topic, narrow, shaky]) await vi.waitFor(() => admin.fetchTopicOffsets(name), 10_000);
});

afterAll(async () => {
  await admin.deleteTopics({ topics: [topic, narrow, shaky] });
  await admin.disconnect();
});

describe('KafkaExporter, with a broker', () => {
  it('delivers verdicts of many hosts gzipped, each once, and in order per host', async () => {
    const sink = new KafkaExporter({ client, topic, batchSize: 50, lingerMilliseconds: 5 });
    expect(await sink.connect()).toEqual({ ok: true });
    const hosts = ['web-1', 'web-2', 'db', 'cache', 'queue'];
    const verdicts = Array.from({ length: 500 }, (_, index) =>
      (index % 7 === 0 ? firingVerdict : normalVerdict)({
        host: hosts[index % hosts.length]!,
        sequence: 1 + Math.floor(index / hosts.length),
      }),
    );
    const written = await Promise.all(verdicts.map((verdict) => sink.write(verdict)));
    expect(written.every(({ ok }) => ok)).toBe(true);
    expect(sink).toMatchObject({ delivered: 500, failed: 0, waiting: 0, connected: true });
    await sink.close();

    const { records, bytes } = await recordsOf(topic);
    expect(records).toHaveLength(500);
    for (const host of hosts) {
      const own = records.filter(({ key }) => key === host);
      expect(own.map(({ value }) => JSON.parse(value).sequence)).toEqual(
        Array.from({ length: 100 }, (_, index) => index + 1),
      );
      expect(new Set(own.map(({ partition }) => partition)).size).toBe(1);
    }
    expect(records[0]?.headers).toEqual({ id: JSON.parse(records[0]?.value ?? '').id });
    // The broker keeps batches as they were sent, and hands them out as it keeps them.
    const length = records.reduce((sum, { value }) => sum + value.length, 0);
    expect(bytes).toBeLessThan(length / 5);
  });

  it('lets a message that is too large fail alone, and delivers all others in order', async () => {
    const sink = new KafkaExporter<PublishedSample>({ client, topic: narrow, format: sampleMessage });
    // Random, so that gzip does not make it small.
    const huge = Array.from({ length: 200 }, () => randomUUID()).join();
    const items = Array.from({ length: 12 }, (_, index) => ({
      sample: { timestamp: index, host: `web-${index % 2}`, values: { cpu_percent: index } },
      boot: index === 5 ? huge : 'b',
      sequence: index,
    }));
    const written = await Promise.all(items.map((item) => sink.write(item)));
    expect(written.flatMap((result, index) => (result.ok ? [] : [[index, result.reason]]))).toEqual([
      [5, 'rejected'],
    ]);
    expect(written[5]).toMatchObject({ error: { code: 'REJECTED', cause: { type: 'MESSAGE_TOO_LARGE' } } });
    expect(await sink.write(items[0]!)).toEqual({ ok: true });
    await sink.close();

    const { records } = await recordsOf(narrow);
    const seen = new Set<string>();
    const unique = records.filter(({ headers: { id = '' } }) => !seen.has(id) && seen.add(id));
    const sequences = (host: string) =>
      unique.filter(({ key }) => key === host).map(({ value }) => JSON.parse(value).sequence);
    expect([sequences('web-0'), sequences('web-1')]).toEqual([
      [0, 2, 4, 6, 8, 10],
      [1, 3, 7, 9, 11],
    ]);
  });

  it('says that a topic is missing, and does not make it', async () => {
    const missing = `${topic}-missing`;
    const sink = new KafkaExporter({ client, topic: missing, lingerMilliseconds: 0 });
    expect(await sink.write(normalVerdict())).toMatchObject({
      ok: false,
      reason: 'topic_missing',
      error: { code: 'TOPIC_MISSING', message: `the broker has no topic "${missing}"; create it first` },
    });
    await sink.close();
    expect(await admin.listTopics()).not.toContain(missing);
  });

  it.each([
    ['connecting', (sink: KafkaExporter<Verdict>) => sink.connect()],
    ['writing', (sink: KafkaExporter<Verdict>) => sink.write(normalVerdict())],
  ])('answers within seconds when nobody listens, %s', async (_, act) => {
    const sink = new KafkaExporter({ client: clientOf([broker(9)]), topic, lingerMilliseconds: 0 });
    const began = performance.now();
    expect(await act(sink)).toMatchObject({
      ok: false,
      reason: 'unreachable',
      error: { code: 'UNREACHABLE', message: expect.stringContaining('ECONNREFUSED') },
    });
    expect(performance.now() - began).toBeLessThan(6_000);
    expect(sink.connected).toBe(false);
    await sink.close();
  });

  it.each([
    ['with an error', (socket: Socket) => socket.destroy(new Error('cut'))],
    // kafkajs does not notice this one: it waits for an answer that cannot come.
    ['in silence', (socket: Socket) => socket.destroy()],
  ])(
    'goes on with a new connection after one that broke %s, and loses nothing it did not tell',
    async (_, cut) => {
      const sockets: Socket[] = [];
      const client = new Kafka({
        brokers: [broker(9092)],
        logLevel: logLevel.NOTHING,
        socketFactory: ({ host, port, onConnect }) => {
          const socket = connect({ host, port }, onConnect);
          sockets.push(socket);
          return socket;
        },
      });
      const sink = new KafkaExporter<PublishedSample>({
        client,
        topic: shaky,
        format: sampleMessage,
        batchSize: 10,
        lingerMilliseconds: 0,
        timeoutMilliseconds: 1_000,
      });
      const boot = randomUUID();
      const item = (sequence: number) => ({
        sample: { timestamp: sequence, host: 'web-1', values: { cpu_percent: sequence } },
        boot,
        sequence,
      });
      expect(await sink.connect()).toEqual({ ok: true });
      const told: number[] = [];
      for (let sequence = 1; sequence <= 200; ) {
        const group = Array.from({ length: 40 }, (_, index) => sequence + index);
        const writing = group.map((one) => sink.write(item(one)));
        if (sequence === 81) for (const socket of sockets.splice(0)) cut(socket);
        const results = await Promise.all(writing);
        const failed = results.findIndex(({ ok }) => !ok);
        // Nothing overtakes: what follows a failure failed as well, and is written again in its order.
        if (failed >= 0) expect(results.slice(failed).every(({ ok }) => !ok)).toBe(true);
        told.push(...group.slice(0, failed < 0 ? 40 : failed));
        sequence += failed < 0 ? 40 : failed;
      }
      await sink.close();
      expect(told).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
      const { records } = await recordsOf(shaky);
      const sequences = records.map(({ value }) => JSON.parse(value)).filter((told) => told.boot === boot);
      expect([...new Set(sequences.map((told) => told.sequence))]).toEqual(told);
    },
  );
});
