import { Kafka } from 'kafkajs';
import { expect, expectTypeOf, it } from 'vitest';
import { type KafkaClient, KafkaSource } from '../../src/kafka/index.js';

it('a Kafka of kafkajs is a client', () => {
  expectTypeOf<Kafka>().toExtend<KafkaClient>();
  const client = new Kafka({ brokers: ['localhost:9092'] });
  expect(new KafkaSource({ client, topic: 'samples', groupId: 'detectors' }).isConnected).toBe(false);
});
