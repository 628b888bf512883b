import type { KafkaClient, KafkaProducer } from './client.js';
import { type KafkaFailure, readFailure } from './failure.js';
import type { KafkaMessage } from './message.js';
import { within } from './within.js';

/**
 * Messages stay in order, arrive once while the producer lives, and never create a topic. The retries are enough for the election
 * of a new leader; an outbox around the exporter covers more.
 */
const PRODUCER = {
  idempotent: true,
  maxInFlightRequests: 1,
  allowAutoTopicCreation: false,
  retry: { retries: 3, initialRetryTime: 200 },
};
const ACKS_ALL = -1;
const GZIP = 1;

/** Longest wait for a producer to disconnect. */
const DISCONNECT_MILLISECONDS = 1_000;

interface ConnectionOptions {
  readonly client: KafkaClient;
  readonly topic: string;
  readonly connectTimeoutMilliseconds: number;
  readonly timeoutMilliseconds: number;
}

type Attempt =
  | { readonly producer: KafkaProducer; readonly failure?: undefined }
  | { readonly failure: KafkaFailure };

/**
 * Holds one producer until it fails, then makes the next. A failed idempotent producer cannot be used again: it no longer knows
 * which of its sequence numbers the broker has seen, so the broker may refuse its messages for ever, or take them for duplicates.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  #producer: KafkaProducer | undefined;
  #attempt: Promise<Attempt> | undefined;
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#producer !== undefined;
  }

  /** Connects, unless it is connected. Returns what went wrong, if anything. */
  async connect(): Promise<KafkaFailure | undefined> {
    return (await this.#producerOrFailure()).failure;
  }

  /** Sends all messages in one batch. Returns what went wrong, if anything; some may have arrived all the same. */
  async send(messages: KafkaMessage[]): Promise<KafkaFailure | undefined> {
    const attempt = await this.#producerOrFailure();
    if (attempt.failure !== undefined) return attempt.failure;
    const { producer } = attempt;
    const { topic, timeoutMilliseconds } = this.#options;
    const topicMessages = [{ topic, messages }];
    const sending = started(() =>
      producer.sendBatch({ acks: ACKS_ALL, compression: GZIP, timeout: timeoutMilliseconds, topicMessages }),
    );
    try {
      await within(sending, timeoutMilliseconds, `no answer within ${timeoutMilliseconds} ms`);
      return undefined;
    } catch (error) {
      if (this.#producer === producer) this.#producer = undefined;
      abandon(producer, sending);
      return readFailure(error, topic);
    }
  }

  /** Disconnects, and waits a second for it at most. */
  async close(): Promise<void> {
    this.#closed = true;
    const producer = this.#producer;
    this.#producer = undefined;
    if (producer === undefined) return;
    const disconnecting = started(() => producer.disconnect());
    await within(disconnecting, DISCONNECT_MILLISECONDS, 'still connected').catch(() => {});
  }

  /** The producer in use, or a new one. Callers that come while it connects share the attempt. */
  #producerOrFailure(): Promise<Attempt> {
    if (this.#producer !== undefined) return Promise.resolve({ producer: this.#producer });
    this.#attempt ??= this.#open().finally(() => {
      this.#attempt = undefined;
    });
    return this.#attempt;
  }

  async #open(): Promise<Attempt> {
    const { client, topic, connectTimeoutMilliseconds } = this.#options;
    try {
      this.#refuseWhenClosed();
      const producer = client.producer(PRODUCER);
      const connecting = started(() => producer.connect());
      try {
        const late = `no connection within ${connectTimeoutMilliseconds} ms`;
        await within(connecting, connectTimeoutMilliseconds, late);
        this.#refuseWhenClosed();
        this.#producer = producer;
        return { producer };
      } catch (error) {
        abandon(producer, connecting);
        throw error;
      }
    } catch (error) {
      return { failure: readFailure(error, topic) };
    }
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new Error('the exporter is closed');
  }
}

/** The promise of `work`, also if `work` throws instead of rejecting. */
async function started<Result>(work: () => Promise<Result>): Promise<Result> {
  return work();
}

/** Disconnects at once, and again when `work` is over, because an attempt under way may still open a connection. */
function abandon(producer: KafkaProducer, work: Promise<unknown>): void {
  const disconnect = () => started(() => producer.disconnect()).catch(() => {});
  void disconnect();
  void work.then(disconnect, disconnect);
}
