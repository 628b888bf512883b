import type { Sink, Verdict } from '@ad/exporters';
import type { Kafka } from 'kafkajs';
import { type KafkaOutboxContext, openKafkaOutbox } from '../kafka/open-kafka-outbox.js';
import { say } from '../terminal/terminal.js';

/** Opens the way of verdicts to Kafka; nothing, after a line that says why, where it cannot be: detection goes on without. */
export async function openVerdictOutbox(
  context: KafkaOutboxContext,
  client: Kafka,
): Promise<Sink<Verdict> | undefined> {
  const { terminal, config, prometheus } = context;
  const opened = await openKafkaOutbox<Verdict>(context, { client, topic: config.services.kafka_topic });
  if (opened.ok) return opened.outbox;
  prometheus.setKafkaConnected(false);
  say(terminal, `! ${opened.message}; detection goes on without Kafka`);
  return undefined;
}
