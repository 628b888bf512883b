import { expect, it } from 'vitest';
import { StartPositions } from '../../src/kafka/consumer/start-positions.js';
import type { KafkaConsumer } from '../../src/kafka/index.js';
import { FakeKafka, samples } from './support/fake-kafka.js';

it('a rebalance that takes away the partitions without a committed offset leaves the others readable', async () => {
  const client = new FakeKafka(samples(5), samples(7));
  client.committed.set(1, 3);
  const starts = await StartPositions.find({ client, topic: client.topic, groupId: 'detectors' });
  let isPaused = false;
  const consumer: Pick<KafkaConsumer, 'pause' | 'resume' | 'seek' | 'commitOffsets'> = {
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
    },
    seek: () => {},
    commitOffsets: async () => {},
  };
  const first = starts.apply(consumer as KafkaConsumer, [0, 1]);
  expect(isPaused).toBe(true);
  await Promise.all([first, starts.apply(consumer as KafkaConsumer, [1])]);
  expect(isPaused).toBe(false);
});
