import type { KafkaBatch, KafkaClient, KafkaMessage, KafkaProducerOptions } from '@ad/exporters/kafka';

/** An error as kafkajs makes them: the broker's word as `type`, and whether another try may help. */
export function brokerError(type: string, retriable = false): Error {
  return Object.assign(new Error(`the broker says ${type}`), { type, retriable });
}

/** A client whose broker does as it is told, and remembers what it was sent. */
export class FakeClient implements KafkaClient {
  /** What became of each attempt, in order: `connect`, `send 3`, `disconnect`. */
  readonly log: string[] = [];
  readonly batches: KafkaBatch[] = [];
  readonly options: KafkaProducerOptions[] = [];
  onConnect: () => Promise<void> = () => Promise.resolve();
  onSend: (messages: KafkaMessage[]) => Promise<void> = () => Promise.resolve();
  onDisconnect: () => Promise<void> = () => Promise.resolve();

  producer(options: KafkaProducerOptions) {
    const producer = this.options.push(options);
    return {
      connect: () => {
        this.log.push(`${producer} connect`);
        return this.onConnect();
      },
      sendBatch: async (batch: KafkaBatch) => {
        const messages = batch.topicMessages.flatMap((topic) => topic.messages);
        this.log.push(`${producer} send ${messages.length}`);
        await this.onSend(messages);
        this.batches.push(batch);
      },
      disconnect: () => {
        this.log.push(`${producer} disconnect`);
        return this.onDisconnect();
      },
    };
  }

  /** The values of all messages that arrived, in order. */
  get arrived(): string[] {
    return this.batches.flatMap(({ topicMessages }) =>
      topicMessages.flatMap(({ messages }) => messages.map(({ value }) => value)),
    );
  }
}
