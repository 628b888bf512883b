import { describe, expect, it } from 'vitest';
import { FakeKafka, samples } from './support/fake-kafka.js';
import { sampleMessage } from './support/messages.js';
import { sourceOf } from './support/source.js';

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

  it('count as processed when the next one is asked for, and not before', async () => {
    const kafka = new FakeKafka(samples(5));
    const { source } = sourceOf(kafka);
    for await (const { values } of source) if (values.n === 2) break;
    expect(kafka.committed.get(0)).toBe(2);
    for await (const { values } of source) {
      expect(values.n).toBe(2);
      break;
    }
  });

  it('do not count as processed when the loop throws', async () => {
    const kafka = new FakeKafka(samples(2));
    const { source } = sourceOf(kafka);
    const loop = async () => {
      for await (const { values } of source) if (values.n === 1) throw new Error('mine');
    };
    await expect(loop()).rejects.toThrow('mine');
    expect(kafka.committed.get(0)).toBe(1);
  });

  it('are committed at every commit interval', async () => {
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

  it("cannot be iterated one by one with commit: 'manual'", async () => {
    const { source } = sourceOf(new FakeKafka(samples(1)), { commit: 'manual' });
    await expect(source[Symbol.asyncIterator]().next()).rejects.toThrow("commit must be 'auto'");
  });

  it('cannot be iterated by two loops at a time', async () => {
    const { source } = sourceOf(new FakeKafka(samples(1)));
    for await (const _ of source) {
      await expect(source.batches().next()).rejects.toMatchObject({ code: 'already_iterating' });
      break;
    }
  });
});

describe('batches', () => {
  it('have their topic, partition, generation, offsets and lag', async () => {
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

  it('are delivered again when they were not finished', async () => {
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

  it("are never committed with commit: 'manual'", async () => {
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

describe('a new group', () => {
  it('begins at the end of the topic, and commits that before it reads', async () => {
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
