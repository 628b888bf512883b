import type { KafkaClient, KafkaMessage, KafkaProducer } from '@ad/exporters/kafka';
import type { Kafka, Message, Producer } from 'kafkajs';
import { expectTypeOf, it } from 'vitest';

it('what the exporter asks of a client, kafkajs has', () => {
  expectTypeOf<Kafka>().toExtend<KafkaClient>();
  expectTypeOf<Producer>().toExtend<KafkaProducer>();
  expectTypeOf<KafkaMessage>().toExtend<Message>();
});
