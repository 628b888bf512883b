import type { ExporterError } from '../errors.js';
import type { Sink, WriteFailureReason, WriteResult } from '../sink.js';
import type { Verdict } from '../verdict.js';
import { writeError } from '../write-error.js';
import { Connection } from './connection.js';
import { deliver } from './deliver.js';
import { Gatherer } from './gatherer.js';
import type { KafkaMessage } from './message.js';
import { type KafkaExporterOptions, readOptions } from './options.js';
import { within } from './within.js';

/** A message whose writer waits for an answer. */
interface Waiting {
  readonly message: KafkaMessage;
  readonly answer: (result: WriteResult) => void;
}

/** Why an item is not sent. */
interface Refusal {
  readonly reason: WriteFailureReason;
  readonly message: string;
  readonly cause?: unknown;
}

const CLOSED: Refusal = { reason: 'closed', message: 'the exporter is closed' };

/**
 * A sink that sends verdicts, or the messages that `format` makes of other items, to a topic of Kafka. `write` resolves when all
 * replicas have the message, or when it is certain that it will not be sent. Messages are gathered by time and number, and sent in
 * gzipped batches, one at a time, so that messages of one key stay in order.
 *
 * A failure that is not about one message, like `unreachable` and `topic_missing`, is the answer to all that wait, so that no message
 * overtakes another. The next item tries again with a new producer. A message that is refused itself, for example because it is too
 * large, fails alone. Retries end after a second or two, and nothing is stored.
 *
 * Delivery is at least once: a message may have arrived although the answer was a failure. Copies carry the same `id`.
 *
 * @throws ExporterError `INVALID_OPTION` from the constructor
 * @example
 * import { Kafka, logLevel } from 'kafkajs';
 *
 * const client = new Kafka({ brokers: ['kafka-1:9092'], logLevel: logLevel.NOTHING, retry: { retries: 1 } });
 * const sink = new KafkaExporter({ client, topic: 'anomaly-metrics' });
 * const written = await sink.write(verdict);
 * if (!written.ok) stop(written.reason); // unreachable
 * await sink.close();
 */
export class KafkaExporter<Item = Verdict> implements Sink<Item> {
  readonly #format: (item: Item) => KafkaMessage;
  readonly #maxWaiting: number;
  readonly #closeTimeoutMilliseconds: number;
  readonly #connection: Connection;
  readonly #gatherer: Gatherer<Waiting>;
  readonly #unanswered = new Set<Waiting>();
  #closed: Promise<void> | undefined;
  #delivered = 0;
  #failed = 0;

  constructor(options: KafkaExporterOptions<Item>) {
    const { format, maxWaiting, closeTimeoutMilliseconds, ...others } = readOptions(options);
    this.#format = format;
    this.#maxWaiting = maxWaiting;
    this.#closeTimeoutMilliseconds = closeTimeoutMilliseconds;
    this.#connection = new Connection(others);
    this.#gatherer = new Gatherer({ ...others, send: (batch) => this.#send(batch) });
  }

  /** Items that the broker has taken. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Items that were answered with a failure, whatever its reason. */
  get failed(): number {
    return this.#failed;
  }

  /** Items without an answer yet. */
  get waiting(): number {
    return this.#unanswered.size;
  }

  /** Whether there is a connection that has not failed. That a broker went silent shows only with the next batch. */
  get connected(): boolean {
    return this.#connection.connected;
  }

  /** Connects now instead of with the first batch, to know at once whether a broker answers. */
  async connect(): Promise<WriteResult> {
    const failure = this.#closed === undefined ? await this.#connection.connect() : CLOSED;
    if (failure === undefined) return { ok: true };
    return { ok: false, reason: failure.reason, error: errorOf(failure), dropped: this.#failed };
  }

  /** Takes one item. Resolves when the broker has it, or with the reason why not. */
  write(item: Item): WriteResult | Promise<WriteResult> {
    if (this.#closed !== undefined) return this.#refuse(CLOSED);
    if (this.waiting >= this.#maxWaiting) {
      const message = `${this.waiting} items wait for the broker already`;
      return this.#refuse({ reason: 'congested', message });
    }
    let message: KafkaMessage;
    try {
      message = this.#format(item);
    } catch (cause) {
      return this.#refuse({ reason: 'rejected', message: 'no message could be made of the item', cause });
    }
    return new Promise((answer) => {
      const waiting = { message, answer };
      this.#unanswered.add(waiting);
      this.#gatherer.add(waiting);
    });
  }

  /** Sends what waits, for five seconds at most by default. What has no answer by then is answered with `closed`. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    const drained = within(this.#gatherer.drain(), this.#closeTimeoutMilliseconds, 'the broker is too slow');
    await drained.catch(() => this.#answerAll(CLOSED));
    await this.#connection.close();
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    const stopped = await deliver(
      batch,
      (items) => this.#connection.send(items.map(({ message }) => message)),
      (items, failure) => this.#answer(items, failure),
    );
    if (stopped !== undefined) this.#answerAll(stopped);
  }

  #answerAll(refusal: Refusal): void {
    this.#gatherer.clear();
    this.#answer([...this.#unanswered], refusal);
  }

  /** Items that `close()` has answered already get no second answer. */
  #answer(items: readonly Waiting[], refusal: Refusal | undefined): void {
    const error = refusal && errorOf(refusal);
    for (const item of items) {
      if (!this.#unanswered.delete(item)) continue;
      if (refusal === undefined || error === undefined) {
        this.#delivered += 1;
        item.answer({ ok: true });
      } else {
        item.answer(this.#refuse(refusal, error));
      }
    }
  }

  #refuse(refusal: Refusal, error = errorOf(refusal)): WriteResult {
    this.#failed += 1;
    return { ok: false, reason: refusal.reason, error, dropped: this.#failed };
  }
}

function errorOf({ reason, message, cause }: Refusal): ExporterError {
  return writeError(reason, message, cause);
}
