import { expect, it } from 'vitest';
import { createTopic } from '../src/kafka/topics/create-topic.js';
import type { TopicSpec } from '../src/kafka/topics/topic-specs.js';

const spec: TopicSpec = {
  name: 'samples',
  carries: 'samples',
  partitions: 4,
  partitionsMatter: true,
  replicationFactor: 1,
  entries: { 'cleanup.policy': 'delete' },
  tuning: { 'segment.ms': '1000' },
};

function protocolError(type: string) {
  return Object.assign(new Error(type), { type });
}

/** A broker that answers each question about the topic with the next of these. */
function brokerWith(answers: (Error | null)[], isCreated = true) {
  const asked: (string[] | undefined)[] = [];
  return {
    asked,
    createTopics: async () => isCreated,
    fetchTopicMetadata: async ({ topics = [] }: { topics?: string[] } = {}) => {
      asked.push(topics);
      const answer = answers.shift();
      if (answer) throw answer;
      return { topics: [] };
    },
  };
}

it('waits for a broker that has not heard yet of what its controller created', async () => {
  const broker = brokerWith([
    protocolError('UNKNOWN_TOPIC_OR_PARTITION'),
    protocolError('LEADER_NOT_AVAILABLE'),
    null,
  ]);
  expect(await createTopic(broker, spec)).toBe(true);
  expect(broker.asked).toEqual([['samples'], ['samples'], ['samples']]);
});

it('does not wait for any other error', async () => {
  const broker = brokerWith([protocolError('TOPIC_AUTHORIZATION_FAILED')]);
  await expect(createTopic(broker, spec)).rejects.toThrow('TOPIC_AUTHORIZATION_FAILED');
});

it('asks for nothing where the topic was there', async () => {
  const broker = brokerWith([], false);
  expect(await createTopic(broker, spec)).toBe(false);
  expect(broker.asked).toEqual([]);
});
