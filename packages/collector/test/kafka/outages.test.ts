import { describe, expect, it } from 'vitest';
import { clientError, FakeKafka, samples } from './support/fake-kafka.js';
import { sourceOf } from './support/source.js';

describe('a broker that is away', () => {
  const away = () => clientError('connect ECONNREFUSED', { name: 'KafkaJSConnectionError' });

  it('is retried until it is back, and reported once', async () => {
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

  it('is not retried after an abort', async () => {
    const kafka = new FakeKafka(samples(1));
    kafka.fail('connect', ...Array.from({ length: 1000 }, away));
    const { source, stop, clock } = sourceOf(kafka);
    setTimeout(stop, 20);
    for await (const _ of source) expect.unreachable();
    expect(clock.sleeping).toBe(0);
  });

  it('is retried until the topic exists', async () => {
    const kafka = new FakeKafka(samples(1));
    kafka.fail('subscribe', clientError('no such topic', { type: 'UNKNOWN_TOPIC_OR_PARTITION' }));
    const { source, problems } = sourceOf(kafka);
    for await (const _ of source) break;
    expect(problems).toMatchObject([
      { reason: 'topic_missing', message: 'samples does not exist; create it, and it will be read' },
      { reason: 'recovered' },
    ]);
  });

  it('ends a session when it answers no heartbeat, and the batch is delivered again', async () => {
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

  it('makes a consumer crash, and its batch is delivered again to a new one', async () => {
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
