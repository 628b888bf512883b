import { describe, expect, it } from 'vitest';
import { CollectorError } from '../../src/index.js';
import { KafkaSource } from '../../src/kafka/index.js';
import { FakeKafka } from './support/fake-kafka.js';

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
