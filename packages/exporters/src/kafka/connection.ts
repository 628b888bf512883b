import type { KafkaClient, KafkaProducer } from './client.js';
import { type KafkaFailure, readFailure } from './failure.js';
import type { KafkaMessage } from './message.js';
import { within } from './within.js';

/**
 * Acknowledged by all replicas, in order, without doubles while a producer lives, and into topics that somebody made on purpose.
 * The retries cover the election of a new leader; who wants more wraps the exporter.
 */
const PRODUCER = {
  idempotent: true,
  maxInFlightRequests: 1,
  allowAutoTopicCreation: false,
  retry: { retries: 3, initialRetryTime: 200 },
};
const ACKS_ALL = -1;
const GZIP = 1;

/** Longest wait for a producer to say goodbye. */
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
 * A producer while all goes well, and the next one after a failure. An idempotent producer that failed is not used again: it no
 * longer knows which of its numbers the broker has seen, so that it may be refused for ever, or taken for a double.
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

  /** Connects unless it is. Answers with what went wrong. */
  async connect(): Promise<KafkaFailure | undefined> {
    return (await this.#reach()).failure;
  }

  /** Sends all messages in one batch. Answers with what went wrong; part of them may have arrived then. */
  async send(messages: KafkaMessage[]): Promise<KafkaFailure | undefined> {
    const reached = await this.#reach();
    if (reached.failure !== undefined) return reached.failure;
    const { producer } = reached;
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

  /** Says goodbye, and waits a second for it at most. */
  async close(): Promise<void> {
    this.#closed = true;
    const producer = this.#producer;
    this.#producer = undefined;
    if (producer === undefined) return;
    const goodbye = started(() => producer.disconnect());
    await within(goodbye, DISCONNECT_MILLISECONDS, 'no goodbye').catch(() => {});
  }

  /** The producer in use, or a new one; callers that come while it connects share it. */
  #reach(): Promise<Attempt> {
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

/** What `work` gives, also when it throws instead of rejecting. */
async function started<Result>(work: () => Promise<Result>): Promise<Result> {
  return work();
}

/** Disconnects at once, and again when `work` is over: an attempt under way opens a connection after it was told to close. */
function abandon(producer: KafkaProducer, work: Promise<unknown>): void {
  const disconnect = () => started(() => producer.disconnect()).catch(() => {});
  void disconnect();
  void work.then(disconnect, disconnect);
}
