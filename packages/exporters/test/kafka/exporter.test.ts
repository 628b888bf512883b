import {
  KafkaExporter,
  type KafkaExporterOptions,
  type KafkaMessage,
  type WriteResult,
} from '@ad/exporters/kafka';
import { describe, expect, it } from 'vitest';
import { normalVerdict } from '../verdicts.js';
import { brokerError, FakeClient } from './fake-client.js';

const never = () => new Promise<never>(() => {});

function message(value: string): KafkaMessage {
  return { key: 'k', value, headers: { id: value } };
}

function exporterWith(options: Partial<KafkaExporterOptions<string>> = {}) {
  const client = new FakeClient();
  const sink = new KafkaExporter<string>({
    client,
    topic: 't',
    format: message,
    lingerMilliseconds: 1,
    ...options,
  });
  return { client, sink };
}

const writeAll = (sink: KafkaExporter<string>, items: string[]): Promise<WriteResult[]> =>
  Promise.all(items.map((item) => sink.write(item)));
const reasons = (results: WriteResult[]) => results.map((result) => (result.ok ? 'ok' : result.reason));

describe('batches', () => {
  it('gather what is written in a while, acknowledged by all replicas, gzipped, from an idempotent producer', async () => {
    const { client, sink } = exporterWith({ timeoutMilliseconds: 1234 });
    expect(await writeAll(sink, ['a', 'b', 'c'])).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    expect(client.batches).toEqual([
      {
        acks: -1,
        compression: 1,
        timeout: 1234,
        topicMessages: [{ topic: 't', messages: ['a', 'b', 'c'].map(message) }],
      },
    ]);
    expect(client.options).toEqual([
      {
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        retry: { retries: 3, initialRetryTime: 200 },
      },
    ]);
    expect(sink).toMatchObject({ delivered: 3, failed: 0, waiting: 0, connected: true });
  });

  it('are sent at once when they are full, and never two at a time', async () => {
    const { client, sink } = exporterWith({ batchSize: 2, lingerMilliseconds: 20 });
    let underWay = 0;
    let most = 0;
    client.onSend = async () => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 2));
      underWay -= 1;
    };
    await writeAll(sink, ['a', 'b', 'c', 'd', 'e']);
    expect(client.log).toEqual(['1 connect', '1 send 2', '1 send 2', '1 send 1']);
    expect(client.arrived).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(most).toBe(1);
  });

  it('send the last items no earlier than asked for', async () => {
    const { client, sink } = exporterWith({ batchSize: 2, lingerMilliseconds: 30 });
    const [a, b, c] = ['a', 'b', 'c'].map((item) => sink.write(item));
    await Promise.all([a, b]);
    expect(client.arrived).toEqual(['a', 'b']);
    const began = performance.now();
    await c;
    expect(performance.now() - began).toBeGreaterThan(15);
  });

  it('refuse more than may wait, and take more once there is room', async () => {
    const { sink } = exporterWith({ maxWaiting: 2 });
    const taken = ['a', 'b'].map((item) => sink.write(item));
    expect(sink.write('c')).toMatchObject({
      ok: false,
      reason: 'congested',
      error: { code: 'CONGESTED', message: '2 items wait for the broker already' },
      dropped: 1,
    });
    await Promise.all(taken);
    expect(await sink.write('d')).toEqual({ ok: true });
    expect(sink).toMatchObject({ delivered: 3, failed: 1 });
  });
});

describe('a failure', () => {
  it('is the answer to all that wait, so that nothing overtakes, and a new producer takes the next item', async () => {
    const { client, sink } = exporterWith({ batchSize: 2 });
    const lost = new Error('connection lost');
    client.onSend = () => Promise.reject(lost);
    const results = await writeAll(sink, ['a', 'b', 'c']);
    expect(results).toMatchObject(
      [1, 2, 3].map((dropped) => ({
        ok: false,
        reason: 'unreachable',
        error: { code: 'UNREACHABLE', cause: lost },
        dropped,
      })),
    );
    expect(sink.connected).toBe(false);
    client.onSend = () => Promise.resolve();
    expect(await sink.write('d')).toEqual({ ok: true });
    expect(client.log.filter((entry) => !entry.endsWith('disconnect'))).toEqual([
      '1 connect',
      '1 send 2',
      '2 connect',
      '2 send 1',
    ]);
    expect(client.log).toContain('1 disconnect');
    expect(sink).toMatchObject({ delivered: 1, failed: 3, connected: true });
  });

  it.each([
    ['UNKNOWN_TOPIC_OR_PARTITION', true, 'topic_missing'],
    ['TOPIC_AUTHORIZATION_FAILED', false, 'rejected'],
    ['NOT_ENOUGH_REPLICAS', true, 'unreachable'],
    ['OUT_OF_ORDER_SEQUENCE_NUMBER', false, 'unreachable'],
  ])('%s, wrapped or not, is an answer', async (type, retriable, reason) => {
    const { client, sink } = exporterWith();
    const cause = brokerError(type, retriable);
    client.onSend = () =>
      Promise.reject(Object.assign(new Error('gave up', { cause }), { retriable: false }));
    expect(await sink.write('a')).toMatchObject({ ok: false, reason, error: { cause } });
    client.onSend = () => Promise.reject(cause);
    expect(await sink.write('a')).toMatchObject({ ok: false, reason });
  });

  it('of a client that cannot be used is an answer as well', async () => {
    const { client, sink } = exporterWith();
    client.producer = () => {
      throw Object.assign(new Error('brokers are missing'), { retriable: false });
    };
    expect(await sink.write('a')).toMatchObject({
      reason: 'rejected',
      error: { message: 'the broker rejects what is sent to topic "t": brokers are missing' },
    });
  });

  it('of the format is the answer to its item alone', async () => {
    const { sink } = exporterWith({
      format: (item) => {
        if (item === 'bad') throw new Error('cannot');
        return message(item);
      },
    });
    expect(reasons(await writeAll(sink, ['a', 'bad', 'b']))).toEqual(['ok', 'rejected', 'ok']);
  });

  it('comes in time when a broker never answers, and what it opened late is closed', async () => {
    const { client, sink } = exporterWith({ connectTimeoutMilliseconds: 5, timeoutMilliseconds: 5 });
    let connects = () => {};
    client.onConnect = () => new Promise((resolve) => (connects = resolve));
    expect(await sink.write('a')).toMatchObject({
      reason: 'unreachable',
      error: { message: 'no broker takes messages for topic "t": no connection within 5 ms' },
    });
    connects();
    await expect.poll(() => client.log).toEqual(['1 connect', '1 disconnect', '1 disconnect']);
    client.onConnect = () => Promise.resolve();
    client.onSend = never;
    expect(await sink.write('a')).toMatchObject({
      reason: 'unreachable',
      error: { message: 'no broker takes messages for topic "t": no answer within 5 ms' },
    });
  });
});

describe('a message that the broker will not take', () => {
  it.each([
    ['MESSAGE_TOO_LARGE', () => brokerError('MESSAGE_TOO_LARGE')],
    ['of what cannot be encoded', () => new TypeError('value is not a string')],
  ])('fails alone: %s', async (_, error) => {
    const { client, sink } = exporterWith();
    client.onSend = async (messages) => {
      if (messages.some(({ value }) => value.startsWith('huge'))) throw error();
    };
    const items = ['a', 'b', 'huge 1', 'c', 'd', 'huge 2', 'e'];
    expect(reasons(await writeAll(sink, items))).toEqual([
      'ok',
      'ok',
      'rejected',
      'ok',
      'ok',
      'rejected',
      'ok',
    ]);
    expect(client.arrived).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await sink.write('f')).toEqual({ ok: true });
  });

  it('does not hide that the broker went away meanwhile', async () => {
    const { client, sink } = exporterWith();
    client.onSend = async (messages) => {
      throw messages.length > 2 ? brokerError('RECORD_LIST_TOO_LARGE') : new Error('connection lost');
    };
    expect(reasons(await writeAll(sink, ['a', 'b', 'c', 'd']))).toEqual(Array(4).fill('unreachable'));
    expect(client.log.filter((entry) => entry.includes('send'))).toEqual(['1 send 4', '2 send 2']);
  });
});

describe('connect()', () => {
  it('says whether a broker answers, once for all who ask', async () => {
    const { client, sink } = exporterWith();
    expect(await Promise.all([sink.connect(), sink.connect(), sink.write('a')])).toEqual([
      { ok: true },
      { ok: true },
      { ok: true },
    ]);
    expect(await sink.connect()).toEqual({ ok: true });
    expect(client.log).toEqual(['1 connect', '1 send 1']);
  });

  it('loses nothing when no broker does', async () => {
    const { client, sink } = exporterWith();
    client.onConnect = () => Promise.reject(new Error('refused'));
    expect(await sink.connect()).toMatchObject({ ok: false, reason: 'unreachable', dropped: 0 });
    expect(sink.failed).toBe(0);
  });
});

describe('close()', () => {
  it('sends what waits, says goodbye, and is done after that', async () => {
    const { client, sink } = exporterWith({ lingerMilliseconds: 60_000, batchSize: 2 });
    const written = writeAll(sink, ['a', 'b', 'c']);
    const closing = sink.close();
    expect(sink.close()).toBe(closing);
    await closing;
    expect(reasons(await written)).toEqual(['ok', 'ok', 'ok']);
    expect(client.log).toEqual(['1 connect', '1 send 2', '1 send 1', '1 disconnect']);
    expect(sink.write('d')).toMatchObject({ ok: false, reason: 'closed', error: { code: 'CLOSED' } });
    expect(await sink.connect()).toMatchObject({ ok: false, reason: 'closed' });
    expect(sink.connected).toBe(false);
  });

  it('opens nothing when nothing was written', async () => {
    const { client, sink } = exporterWith();
    await sink.close();
    expect(client.log).toEqual([]);
  });

  it('does not wait for ever, neither for an answer nor for a goodbye, and answers each item once', async () => {
    const { client, sink } = exporterWith({ batchSize: 2, closeTimeoutMilliseconds: 5 });
    let answers = () => {};
    client.onSend = () => new Promise((resolve) => (answers = resolve));
    client.onDisconnect = never;
    const written = writeAll(sink, ['a', 'b', 'c']);
    await sink.close();
    expect(reasons(await written)).toEqual(['closed', 'closed', 'closed']);
    answers();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(sink).toMatchObject({ delivered: 0, failed: 3, waiting: 0 });
    expect(client.log).toEqual(['1 connect', '1 send 2', '1 disconnect']);
  });

  it('ends an attempt to connect', async () => {
    const { client, sink } = exporterWith({ closeTimeoutMilliseconds: 5 });
    let connects = () => {};
    client.onConnect = () => new Promise((resolve) => (connects = resolve));
    const written = sink.write('a');
    await sink.close();
    connects();
    expect(await written).toMatchObject({ reason: 'closed' });
    await expect.poll(() => client.log).toContain('1 disconnect');
    expect(client.arrived).toEqual([]);
  });
});

describe('options', () => {
  it('are verdicts to anomaly-metrics when none are given', async () => {
    const client = new FakeClient();
    const sink = new KafkaExporter({ client });
    const written = sink.write(normalVerdict());
    await sink.close();
    expect(await written).toEqual({ ok: true });
    expect(client.batches[0]?.topicMessages[0]).toMatchObject({
      topic: 'anomaly-metrics',
      messages: [{ key: 'web-1' }],
    });
  });

  it.each([
    [{ topic: '' }, 'topic must be 1 to 249 characters of a-z A-Z 0-9 . _ - and neither . nor .., got ""'],
    [{ topic: '..' }, 'got ".."'],
    [{ topic: 'a b' }, 'got "a b"'],
    [{ lingerMilliseconds: -1 }, 'lingerMilliseconds must be an integer from 0 to 60000, got -1'],
    [{ batchSize: 0 }, 'batchSize must be an integer from 1 to 100000, got 0'],
    [{ maxWaiting: 0.5 }, 'maxWaiting must be an integer from 1 to 1000000, got 0.5'],
    [
      { connectTimeoutMilliseconds: 0 },
      'connectTimeoutMilliseconds must be an integer from 1 to 600000, got 0',
    ],
    [{ timeoutMilliseconds: Number.NaN }, 'timeoutMilliseconds must be an integer from 1 to 600000, got NaN'],
    [
      { closeTimeoutMilliseconds: -1 },
      'closeTimeoutMilliseconds must be an integer from 0 to 600000, got -1',
    ],
  ])('%j are refused with the rule and the value', (options, said) => {
    expect(() => exporterWith(options)).toThrow(said);
  });
});
