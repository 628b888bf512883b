import { describe, expect, it } from 'vitest';
import { CollectorError } from '../../src/index.js';
import { KafkaSource } from '../../src/kafka/index.js';
import { clientError, FakeKafka, samples } from './support/fake-kafka.js';
import { sampleMessage } from './support/messages.js';
import { sourceOf } from './support/source.js';

const rebalancing = clientError('rebalancing', { type: 'REBALANCE_IN_PROGRESS' });

describe('samples one by one', () => {
  it('come from all partitions, in their order, and are committed at the end', async () => {
    const kafka = new FakeKafka(samples(3, 'a'), samples(2, 'b'));
    kafka.batchSize = 2;
    const { source, stop, clock } = sourceOf(kafka);
    const seen: string[] = [];
    for await (const { host, values } of source) if (seen.push(`${host}${values.n}`) === 5) stop();
    expect(seen).toEqual(['a0', 'a1', 'b0', 'b1', 'a2']);
    expect([...kafka.committed]).toEqual([
      [0, 3],
      [1, 2],
    ]);
    expect(source.received).toBe(5);
    expect(kafka.log.at(-1)).toBe('disconnect');
    expect(clock.sleeping).toBe(0);
  });

  it('are processed when the next one is asked for, and not before', async () => {
    const kafka = new FakeKafka(samples(5));
    const { source } = sourceOf(kafka);
    for await (const { values } of source) if (values.n === 2) break;
    expect(kafka.committed.get(0)).toBe(2);
    for await (const { values } of source) {
      expect(values.n).toBe(2);
      break;
    }
  });

  it('are not processed when the loop throws', async () => {
    const kafka = new FakeKafka(samples(2));
    const { source } = sourceOf(kafka);
    const loop = async () => {
      for await (const { values } of source) if (values.n === 1) throw new Error('mine');
    };
    await expect(loop()).rejects.toThrow('mine');
    expect(kafka.committed.get(0)).toBe(1);
  });

  it('are committed every now and then', async () => {
    const kafka = new FakeKafka(samples(4));
    const { source, clock, stop } = sourceOf(kafka, { commitIntervalMilliseconds: 100 });
    const signal = new AbortController().signal;
    for await (const { values } of source) {
      for (let i = 0; i < 10; i++) await clock.sleep(50, signal);
      if (values.n > 0) expect(kafka.committed.get(0)).toBe(values.n);
      if (values.n === 3) stop();
    }
  });

  it('end with the signal, also when there are none', async () => {
    const { source, stop, clock } = sourceOf(new FakeKafka([]));
    setTimeout(stop, 20);
    for await (const _ of source) expect.unreachable();
    expect(clock.sleeping).toBe(0);
  });

  it('cannot be had while somebody else commits', async () => {
    const { source } = sourceOf(new FakeKafka(samples(1)), { commit: 'manual' });
    await expect(source[Symbol.asyncIterator]().next()).rejects.toThrow("commit must be 'auto'");
  });

  it('are iterated by one loop at a time', async () => {
    const { source } = sourceOf(new FakeKafka(samples(1)));
    for await (const _ of source) {
      await expect(source.batches().next()).rejects.toMatchObject({ code: 'already_iterating' });
      break;
    }
  });
});

describe('batches', () => {
  it('say where they are from and what is to come', async () => {
    const kafka = new FakeKafka(samples(5));
    kafka.batchSize = 2;
    kafka.partitions[0][0] = { ...sampleMessage({ boot: 'k3f9', sequence: 17 }), offset: '0' };
    const { source } = sourceOf(kafka);
    for await (const batch of source.batches()) {
      expect(batch).toMatchObject({ topic: 'samples', partition: 0, generation: 1, nextOffset: 2, lag: 3 });
      expect(batch.isStale()).toBe(false);
      expect(batch.records).toMatchObject([
        { partition: 0, offset: 0, boot: 'k3f9', sequence: 17, message: kafka.partitions[0][0] },
        { partition: 0, offset: 1, sample: { values: { n: 1 } } },
      ]);
      expect(batch.records[1]).not.toHaveProperty('sequence');
      break;
    }
    expect(source.batchesTaken).toBe(1);
  });

  it('come again when they were not finished', async () => {
    const kafka = new FakeKafka(samples(4));
    kafka.batchSize = 2;
    const { source } = sourceOf(kafka);
    for await (const { nextOffset } of source.batches()) if (nextOffset === 4) break;
    expect(kafka.committed.get(0)).toBe(2);
    for await (const { records, generation } of source.batches()) {
      expect(records[0].offset).toBe(2);
      expect(generation).toBe(2);
      break;
    }
  });

  it('are read one ahead at most', async () => {
    const kafka = new FakeKafka(samples(6), samples(6));
    kafka.batchSize = 1;
    const { source, stop } = sourceOf(kafka);
    let taken = 0;
    for await (const _ of source.batches()) {
      taken++;
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(kafka.log.filter((line) => line.startsWith('read'))).toHaveLength(taken);
      if (taken === 12) stop();
    }
    expect(taken).toBe(12);
  });

  it('are never committed where the reader does that', async () => {
    const kafka = new FakeKafka(samples(4));
    kafka.batchSize = 2;
    const { source } = sourceOf(kafka, { commit: 'manual' });
    for await (const { nextOffset } of source.batches()) if (nextOffset === 4) break;
    expect(kafka.committed.size).toBe(0);
    kafka.committed.set(0, 1);
    for await (const { records } of source.batches()) {
      expect(records[0].offset).toBe(1);
      break;
    }
  });

  it('are finished and committed after an abort', async () => {
    const kafka = new FakeKafka(samples(4));
    kafka.batchSize = 2;
    const { source, stop } = sourceOf(kafka);
    let taken = 0;
    for await (const batch of source.batches()) {
      taken++;
      stop();
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(batch.isStale()).toBe(false);
    }
    expect(taken).toBe(1);
    expect(kafka.committed.get(0)).toBe(2);
  });
});

describe('a group that shares its partitions anew', () => {
  it('waits for a reader that finishes in time', async () => {
    const kafka = new FakeKafka(samples(4));
    kafka.batchSize = 2;
    const assigned: unknown[] = [];
    const { source, clock } = sourceOf(kafka, { onAssigned: (assignment) => assigned.push(assignment) });
    for await (const batch of source.batches()) {
      if (batch.generation === 2) {
        expect(batch.records[0].offset).toBe(2);
        break;
      }
      kafka.latest.heartbeatErrors.push(rebalancing);
      await clock.sleep(4000, new AbortController().signal);
      expect(batch.isStale()).toBe(false);
    }
    expect(kafka.log.slice(0, 5)).toEqual(['join', 'read 0:0', 'commit 0:2', 'join', 'read 0:2']);
    expect(assigned).toEqual([
      { partitions: [0], generation: 1 },
      { partitions: [0], generation: 2 },
    ]);
  });

  it('goes on without a reader that does not, and has its batch read again', async () => {
    const kafka = new FakeKafka(samples(4));
    kafka.batchSize = 2;
    const { source, clock } = sourceOf(kafka);
    for await (const batch of source.batches()) {
      if (batch.generation === 2) {
        expect(batch.records[0].offset).toBe(0);
        break;
      }
      kafka.latest.heartbeatErrors.push(rebalancing);
      const began = clock.monotonic();
      while (!batch.isStale()) await clock.sleep(100, new AbortController().signal);
      expect(clock.monotonic() - began).toBeGreaterThan(5000);
      // There is time for a commit that was under way.
      expect(kafka.log).not.toContain('commit 0:2');
      expect(kafka.log.filter((line) => line === 'join')).toHaveLength(1);
      while (kafka.log.filter((line) => line === 'join').length === 1) {
        await clock.sleep(100, new AbortController().signal);
      }
      expect(batch.isStale()).toBe(true);
    }
    expect(kafka.committed.size).toBe(0);
  });

  it('does not wait when it has gone on already', async () => {
    const kafka = new FakeKafka(samples(2));
    const { source, clock } = sourceOf(kafka);
    for await (const batch of source.batches()) {
      if (batch.generation === 2) break;
      kafka.latest.heartbeatErrors.push(clientError('who?', { type: 'UNKNOWN_MEMBER_ID' }));
      const began = clock.monotonic();
      while (!batch.isStale()) await clock.sleep(100, new AbortController().signal);
      expect(clock.monotonic() - began).toBeLessThan(4000);
    }
  });

  it('may have done so while this process was blocked', async () => {
    const { source, clock } = sourceOf(new FakeKafka(samples(2)));
    for await (const batch of source.batches()) {
      clock.spend(10_001);
      expect(batch.isStale()).toBe(true);
      break;
    }
  });

  it('has a batch read again whose reader put it aside as stale, though the group kept this member', async () => {
    const kafka = new FakeKafka(samples(4));
    kafka.batchSize = 2;
    const { source, clock } = sourceOf(kafka);
    const used: number[] = [];
    for await (const batch of source.batches()) {
      // As after a pause of the process, or of a broker that came back before it had missed anybody.
      if (used.length === 0 && batch.generation === 1) clock.spend(10_001);
      if (batch.isStale()) continue;
      used.push(...batch.records.map(({ offset }) => offset));
      if (used.length >= 4) break;
    }
    expect(used).toEqual([0, 1, 2, 3]);
    expect(kafka.committed.get(0)).toBe(2);
  });
});

describe('a broker that is away', () => {
  const away = () => clientError('connect ECONNREFUSED', { name: 'KafkaJSConnectionError' });

  it('is waited for, and reported once', async () => {
    const kafka = new FakeKafka(samples(1));
    kafka.fail('connect', away(), away(), away());
    const { source, problems, clock } = sourceOf(kafka);
    for await (const _ of source) break;
    expect(problems.map(({ reason, message }) => [reason, message])).toEqual([
      ['unreachable', 'samples cannot be read, because no broker answers: connect ECONNREFUSED'],
      ['recovered', 'samples is read again'],
    ]);
    expect(kafka.consumers).toHaveLength(4);
    expect(clock.monotonic()).toBeGreaterThan(3500);
  });

  it('is not waited for after an abort', async () => {
    const kafka = new FakeKafka(samples(1));
    kafka.fail('connect', ...Array.from({ length: 1000 }, away));
    const { source, stop, clock } = sourceOf(kafka);
    setTimeout(stop, 20);
    for await (const _ of source) expect.unreachable();
    expect(clock.sleeping).toBe(0);
  });

  it('may lack the topic', async () => {
    const kafka = new FakeKafka(samples(1));
    kafka.fail('subscribe', clientError('no such topic', { type: 'UNKNOWN_TOPIC_OR_PARTITION' }));
    const { source, problems } = sourceOf(kafka);
    for await (const _ of source) break;
    expect(problems).toMatchObject([
      { reason: 'topic_missing', message: 'samples does not exist; create it, and it will be read' },
      { reason: 'recovered' },
    ]);
  });

  it('may be silent while a reader works, whose batch comes again', async () => {
    const kafka = new FakeKafka(samples(2));
    const { source, problems, clock } = sourceOf(kafka);
    for await (const batch of source.batches()) {
      if (batch.generation === 2) break;
      kafka.latest.isSilent = true;
      while (kafka.consumers.length === 1) await clock.sleep(100, new AbortController().signal);
      expect(batch.isStale()).toBe(true);
    }
    expect(clock.monotonic()).toBeLessThan(25_000);
    expect(problems).toMatchObject([
      {
        reason: 'unreachable',
        message: 'samples cannot be read, because no broker answers: no heartbeat was answered for 10000 ms',
      },
      { reason: 'recovered' },
    ]);
  });

  it('costs a consumer that gives up, and its batch comes again', async () => {
    const kafka = new FakeKafka(samples(2));
    const { source, problems } = sourceOf(kafka);
    const generations: number[] = [];
    for await (const batch of source.batches()) {
      expect(batch.records[0].offset).toBe(0);
      if (generations.push(batch.generation) === 2) break;
      expect(source.isConnected).toBe(true);
      kafka.latest.crash(clientError('gave up', { cause: clientError('no codec', { name: 'Other' }) }));
      expect(batch.isStale()).toBe(false);
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(batch.isStale()).toBe(true);
    }
    expect(generations).toEqual([1, 2]);
    expect(kafka.consumers).toHaveLength(2);
    expect(problems.map(({ reason }) => reason)).toEqual(['refused', 'recovered']);
  });
});

describe('a new group', () => {
  it('begins with what comes from now on, and says so before it reads', async () => {
    const kafka = new FakeKafka(samples(3), samples(2));
    kafka.committed.set(1, 1);
    const { source } = sourceOf(kafka, { fromBeginning: false });
    setTimeout(() => kafka.add(0, sampleMessage({ host: 'new' })), 20);
    const hosts: string[] = [];
    for await (const { host } of source) if (hosts.push(host) === 2) break;
    expect(hosts).toEqual(['web-1', 'new']);
    expect(kafka.log[1]).toBe('commit 0:3');
  });
});

const refused: [string, object, string][] = [
  ['no client', { client: undefined }, "client must be a Kafka of kafkajs, got 'undefined'"],
  ['no topic', { topic: 'a b' }, 'topic must be a topic: 1 to 249 letters, digits, dots, underscores and'],
  ['no group', { groupId: '' }, "groupId must be a name, got ''"],
  [
    'the topic for dead letters',
    { deadLetterTopic: 'samples' },
    'deadLetterTopic must be another than topic',
  ],
  ['another commit', { commit: 'never' }, "commit must be 'auto' or 'manual', got 'never'"],
  ['a short session', { sessionTimeoutMilliseconds: 5 }, 'must be a whole number from 6000 to 300000, got 5'],
];

describe('the options of KafkaSource', () => {
  it.each(refused)('refuse %s', (_what, options, message) => {
    const kafka = new FakeKafka([]);
    const whole = { client: kafka, topic: 'samples', groupId: 'detectors', ...options };
    expect(() => new KafkaSource(whole)).toThrow(message);
    expect(() => new KafkaSource(whole)).toThrow(CollectorError);
  });
});
