import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StateTopic } from '../../src/stream/state-topic.js';
import { broker } from '../support/broker.js';

const kafka = new kafkajs.Kafka({ brokers: [broker], logLevel: kafkajs.logLevel.NOTHING });
const admin = kafka.admin();
const open: StateTopic[] = [];
let names: { readonly stateTopic: string; readonly samplesTopic: string; readonly groupId: string };

beforeAll(() => admin.connect());
afterAll(() => admin.disconnect());
beforeEach(async () => {
  const groupId = `ad-test-${randomUUID()}`;
  names = { stateTopic: `${groupId}-state`, samplesTopic: `${groupId}-samples`, groupId };
  const topics = [names.stateTopic, names.samplesTopic].map((topic) => ({ topic, numPartitions: 2 }));
  await admin.createTopics({ topics });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
  await admin.deleteTopics({ topics: [names.stateTopic, names.samplesTopic] });
});

function stateTopic(client: kafkajs.Kafka = kafka): StateTopic {
  const store = new StateTopic({ kafka: client, ...names });
  open.push(store);
  return store;
}

/** States as detectors save them: JSON, full of numbers. */
const states = Array.from({ length: 50 }, (_, i) => ({
  host: `host-${i}`,
  state: `{"version":1}\n${JSON.stringify(Array.from({ length: 500 }, (_, j) => Math.sin(i + j)))}`,
}));
const saved = new Map(states.map(({ host, state }) => [host, state]));

describe('StateTopic', () => {
  it('gives the next owner of a partition all that was saved, and lets the one before save nothing more', async () => {
    const [first, second] = [stateTopic(), stateTopic()];
    expect(await first.open(1)).toEqual(new Map());
    expect(await first.save(1, { hosts: states, nextOffset: 7, forgets: false })).toBe('saved');
    expect(await second.open(1)).toEqual(saved);
    expect(await first.save(1, { hosts: [], nextOffset: 8, forgets: false })).toBe('lost');
    const forgotten = [{ host: 'host-0', state: null }];
    expect(await second.save(1, { hosts: forgotten, nextOffset: 9, forgets: true })).toBe('saved');
    expect([...(await stateTopic().open(1)).keys()]).toEqual([...saved.keys()].slice(1));
    const [offsets] = await admin.fetchOffsets({ groupId: names.groupId, topics: [names.samplesTopic] });
    expect(offsets.partitions.find(({ partition }) => partition === 1)?.offset).toBe('9');
  });

  it('compresses the states', async () => {
    await stateTopic().open(0);
    await open[0].save(0, { hosts: states, nextOffset: 1, forgets: false });
    const reader = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
    let bytes = 0;
    reader.on(reader.events.REQUEST, ({ payload }) => {
      if (payload.apiName === 'Fetch') bytes += payload.size;
    });
    await reader.connect();
    await reader.subscribe({ topics: [names.stateTopic], fromBeginning: true });
    const hosts = new Set<string>();
    await reader.run({
      autoCommit: false,
      eachMessage: async ({ message }) => void hosts.add(String(message.key)),
    });
    await expect.poll(() => hosts.has('host-49'), { timeout: 20_000 }).toBe(true);
    await reader.disconnect();
    const written = states.reduce((sum, { state }) => sum + state.length, 0);
    expect(bytes).toBeLessThan(0.6 * written);
  });

  it('reads states that were not compressed', async () => {
    const producer = kafka.producer();
    await producer.connect();
    const messages = states.map(({ host, state }) => ({ key: host, value: state, partition: 0 }));
    await producer.send({ topic: names.stateTopic, messages });
    await producer.disconnect();
    expect(await stateTopic().open(0)).toEqual(saved);
  });
});
