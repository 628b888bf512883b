import { CompressionTypes } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { KafkaSource, SampleBatch } from '../../src/kafka/index.js';
import { Broker, cuttableClient, newClient, sample } from './support/broker.js';

let broker: Broker;
let abort: AbortController;

beforeEach(() => {
  broker = new Broker();
  abort = new AbortController();
});

afterEach(async () => {
  abort.abort();
  await broker.close();
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Reads until the signal aborts; `work` is what the reader does with each batch. */
async function readAll(
  source: KafkaSource,
  seen: Map<number, number>,
  work: (batch: SampleBatch) => Promise<unknown> = async () => {},
): Promise<void> {
  for await (const batch of source.batches()) {
    await work(batch);
    if (batch.isStale()) continue;
    for (const { n } of batch.records.map(({ sample }) => sample.values)) {
      seen.set(n, (seen.get(n) ?? 0) + 1);
    }
  }
}

describe('a group', () => {
  test('loses nothing while members come and go in the middle of a stream', async () => {
    await broker.open(6);
    const seen = new Map<number, number>();
    const second = new AbortController();
    const slowly = () => pause(5);
    const partitions: number[][] = [];
    const one = broker.source({
      fromBeginning: false,
      signal: abort.signal,
      onAssigned: (assignment) => partitions.push([...assignment.partitions]),
    });
    const other = broker.source({ fromBeginning: false, signal: second.signal });
    const reading = [readAll(one.source, seen, slowly)];
    await vi.waitFor(() => expect(one.source.isConnected).toBe(true), 10_000);
    const count = 20_000;
    for (let sent = 0; sent < count; sent += 100) {
      if (sent === 5000) reading.push(readAll(other.source, seen, slowly));
      if (sent === 14_000) second.abort();
      await broker.sendSamples(100, sent);
      await pause(20);
    }
    await vi.waitFor(() => expect(seen.size).toBe(count), { timeout: 30_000, interval: 100 });
    abort.abort();
    await Promise.all(reading);
    expect(partitions[0]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(partitions.some((list) => list.length === 3)).toBe(true);
    expect(partitions.at(-1)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(other.source.received).toBeGreaterThan(1000);
    const committed = await broker.committed();
    expect(committed.reduce((sum, offset) => sum + offset, 0)).toBe(count);
    // The coordinator of a broker that was just started may have to be found twice; that is told, and over.
    for (const { problems } of [one, other]) expect(problems.at(-1)?.reason ?? 'recovered').toBe('recovered');
  });

  test('waits for a member that works on its batch for longer than a session', async () => {
    await broker.open(2);
    await broker.sendSamples(100);
    const seen = new Map<number, number>();
    const { source, problems } = broker.source({ signal: abort.signal, sessionTimeoutMilliseconds: 6000 });
    const generations = new Set<number>();
    const reading = readAll(source, seen, async ({ generation }) => {
      if (generations.size === 0) await pause(9000);
      generations.add(generation);
      if (source.received === 100) setTimeout(() => abort.abort(), 100);
    });
    await reading;
    expect([...generations]).toEqual([1]);
    expect([...seen.values()]).toEqual(Array(100).fill(1));
    expect(problems).toEqual([]);
  });

  test('has a batch finished that a member works on while another joins', async () => {
    await broker.open(2);
    await broker.sendSamples(1000);
    const second = new AbortController();
    const seen = new Map<number, number>();
    const one = broker.source({ signal: abort.signal });
    let first = true;
    let joining = Promise.resolve();
    const reading = readAll(one.source, seen, async (batch) => {
      if (first) {
        first = false;
        joining = readAll(broker.source({ signal: second.signal }).source, seen);
        await pause(3000);
        expect(batch.isStale()).toBe(false);
      }
    });
    await vi.waitFor(() => expect(seen.size).toBe(1000), { timeout: 20_000, interval: 100 });
    abort.abort();
    second.abort();
    await Promise.all([reading, joining]);
    expect([...seen.values()].filter((times) => times > 1)).toEqual([]);
  });

  test('gets a batch again that was not finished', async () => {
    await broker.open(1);
    await broker.sendSamples(10);
    for await (const { values } of broker.source().source) if (values.n === 6) break;
    expect(await broker.committed()).toEqual([6]);
    for await (const { records } of broker.source().source.batches()) {
      expect(records.map(({ offset }) => offset)).toEqual([6, 7, 8, 9]);
      break;
    }
    expect(await broker.committed()).toEqual([6]);
  });

  test('begins, when it is new, where the topic ends', async () => {
    await broker.open(2);
    await broker.sendSamples(100);
    const assigned: number[] = [];
    const { source } = broker.source({
      fromBeginning: false,
      signal: abort.signal,
      onAssigned: ({ generation }) => assigned.push(generation),
    });
    const iterator = source[Symbol.asyncIterator]();
    const next = iterator.next();
    await vi.waitFor(async () => {
      const committed = await broker.committed();
      expect(committed.reduce((sum, offset) => sum + offset, 0)).toBe(100);
    }, 10_000);
    await broker.sendSamples(1, 100);
    expect((await next).value?.values).toEqual({ n: 100 });
    await iterator.return();
  });
});

describe('a reader that commits by itself', () => {
  test('goes on from what it has committed', async () => {
    await broker.open(1);
    await broker.sendSamples(10);
    const { source } = broker.source({ commit: 'manual', signal: abort.signal });
    for await (const { nextOffset } of source.batches()) {
      expect(nextOffset).toBe(10);
      setTimeout(() => abort.abort(), 1500);
    }
    expect(await broker.committed()).toEqual([-1]);
    const offsets = {
      groupId: broker.groupId,
      topic: broker.topic,
      partitions: [{ partition: 0, offset: '4' }],
    };
    await broker.admin.setOffsets(offsets);
    for await (const { records } of broker.source({ commit: 'manual' }).source.batches()) {
      expect(records[0].offset).toBe(4);
      break;
    }
  });

  test('within transactions: marks and aborted messages are passed over', async () => {
    await broker.open(1);
    const producer = newClient().producer({
      transactionalId: broker.topic,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    for (const [first, isCommitted] of [
      [0, true],
      [3, false],
      [6, true],
      [9, false],
    ] as const) {
      const transaction = await producer.transaction();
      await transaction.send({ topic: broker.topic, messages: [0, 1, 2].map((i) => sample(first + i)) });
      await (isCommitted ? transaction.commit() : transaction.abort());
    }
    await producer.disconnect();
    const seen: number[] = [];
    for await (const { values } of broker.source({ signal: abort.signal }).source) {
      seen.push(values.n);
      if (values.n === 8) void broker.sendSamples(1, 12);
      if (values.n === 12) abort.abort();
    }
    expect(seen).toEqual([0, 1, 2, 6, 7, 8, 12]);
  });
});

describe('messages that are not samples', () => {
  test('land in the dead-letter topic byte for byte, with what is wrong', async () => {
    await broker.open(1);
    const value = Buffer.from([0, 255, 254, 10]);
    const key = Buffer.from([1, 200]);
    await broker.send(
      [
        {
          key,
          value,
          timestamp: '1769860800000',
          headers: { trace: Buffer.from([7, 255]), tag: ['a', 'b'] },
        },
        sample(0),
        { key: null, value: null },
        { key: 'large', value: 'x'.repeat(300_000) },
      ],
      CompressionTypes.GZIP,
    );
    const { source, problems } = broker.source();
    for await (const { records, nextOffset } of source.batches()) {
      expect(records.map(({ offset }) => offset)).toEqual([1]);
      expect(nextOffset).toBe(4);
      break;
    }
    expect(source.deadLettered).toBe(3);
    expect(problems).toMatchObject([{ reason: 'poison', count: 3, offset: 3, rejection: 'too_large' }]);

    const letters = newClient().consumer({ groupId: broker.groupId });
    await letters.connect();
    await letters.subscribe({ topic: broker.deadLetterTopic, fromBeginning: true });
    const found: { key: Buffer | null; value: Buffer | null; headers?: object }[] = [];
    await letters.run({ eachMessage: async ({ message }) => void found.push(message) });
    await vi.waitFor(() => expect(found).toHaveLength(3), 20_000);
    await letters.disconnect();
    expect(found[0]).toMatchObject({ key, value });
    expect(found[0].headers).toEqual({
      trace: Buffer.from([7, 255]),
      tag: [Buffer.from('a'), Buffer.from('b')],
      'error-reason': Buffer.from('not_json'),
      'error-detail': expect.any(Buffer),
      'source-topic': Buffer.from(broker.topic),
      'source-partition': Buffer.from('0'),
      'source-offset': Buffer.from('0'),
      'source-timestamp': Buffer.from('1769860800000'),
    });
    expect(found[1]).toMatchObject({ key: null, value: null });
    expect(found[2].value).toHaveLength(300_000);
  });
});

describe('the end', () => {
  test('is prompt, with and without something to read', async () => {
    await broker.open(1);
    const { source } = broker.source({ signal: abort.signal });
    const reading = readAll(source, new Map());
    await vi.waitFor(() => expect(source.isConnected).toBe(true), 10_000);
    const began = performance.now();
    abort.abort();
    await reading;
    expect(performance.now() - began).toBeLessThan(1500);
    expect(source.isConnected).toBe(false);
  });

  test('is prompt where no broker is', async () => {
    await broker.open(0);
    const { Kafka, logLevel } = await import('kafkajs');
    const client = new Kafka({ brokers: ['127.0.0.1:1'], logLevel: logLevel.NOTHING, retry: { retries: 1 } });
    const { source, problems } = broker.source({ client, signal: abort.signal });
    const reading = readAll(source, new Map());
    await vi.waitFor(() => expect(problems).toMatchObject([{ reason: 'unreachable' }]), 10_000);
    const began = performance.now();
    abort.abort();
    await reading;
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

test('a topic that is missing is read once it is there', async () => {
  await broker.open(0);
  const { source, problems } = broker.source({ signal: abort.signal });
  const seen = new Map<number, number>();
  const reading = readAll(source, seen);
  await vi.waitFor(() => expect(problems).toMatchObject([{ reason: 'topic_missing' }]), 10_000);
  expect(await broker.admin.listTopics()).not.toContain(broker.topic);
  await broker.create(1);
  await broker.sendSamples(3);
  await vi.waitFor(() => expect(seen.size).toBe(3), 20_000);
  abort.abort();
  await reading;
  expect(problems.map(({ reason }) => reason)).toEqual(['topic_missing', 'recovered']);
});

test('a connection that breaks costs nothing but time', async () => {
  await broker.open(2);
  const { client, cut, mend } = cuttableClient();
  const { source, problems } = broker.source({ client, signal: abort.signal });
  const seen = new Map<number, number>();
  const reading = readAll(source, seen);
  await broker.sendSamples(100);
  await vi.waitFor(() => expect(seen.size).toBe(100), 10_000);
  cut();
  await broker.sendSamples(100, 100);
  await vi.waitFor(() => expect(problems).toMatchObject([{ reason: 'unreachable' }]), 30_000);
  expect(source.isConnected).toBe(false);
  mend();
  await vi.waitFor(() => expect(seen.size).toBe(200), 30_000);
  abort.abort();
  await reading;
  expect(problems.map(({ reason }) => reason)).toEqual(['unreachable', 'recovered']);
});

test('a connection that breaks while a reader works has its batch read again', async () => {
  await broker.open(1);
  await broker.sendSamples(10);
  const { client, cut, mend } = cuttableClient();
  const { source } = broker.source({ client, signal: abort.signal });
  const generations: number[] = [];
  for await (const batch of source.batches()) {
    expect(batch.records.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    if (generations.push(batch.generation) === 2) break;
    cut();
    await vi.waitFor(() => expect(batch.isStale()).toBe(true), { timeout: 20_000, interval: 50 });
    // One that asks for the next batch right now has finished in time.
    await pause(2000);
    mend();
  }
  expect(generations).toEqual([1, 2]);
});
