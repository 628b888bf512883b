import { CollectorError } from '../errors.js';
import type { Sample } from '../sample.js';
import type { SampleBatch, SampleRecord } from './batch.js';
import { DeadLetters } from './dead-letters/dead-letters.js';
import type { Delivery } from './delivery.js';
import { type KafkaSourceOptions, type ResolvedKafkaOptions, resolveKafkaOptions } from './options.js';
import { KafkaProblems } from './problems.js';
import { Reading } from './reading.js';

/**
 * Samples of a Kafka topic. The members of a consumer group share its partitions, and each sample is delivered at least once: what
 * a member had not processed when it ended, died or lost the partition is read again by the next one. Within a partition, samples
 * keep their order.
 *
 * Messages that are not samples are first written to a dead-letter topic. A broker that is down or a topic that is missing does
 * not end the iteration: it is reported to `onProblem`, and tried again until the signal aborts.
 *
 * Memory holds one answer of each broker, see `maxBytes`. Iterate it as often as you like, but only once at a time; counters
 * are never reset.
 *
 * @example
 * ```ts
 * import { Kafka } from 'kafkajs';
 * import { KafkaSource } from '@ad/collector/kafka';
 *
 * const source = new KafkaSource({
 *   client: new Kafka({ brokers: ['localhost:9092'] }),
 *   topic: 'samples',
 *   groupId: 'detectors',
 *   onProblem: ({ reason, message }) => console.error(reason, message),
 *   signal: AbortSignal.timeout(60_000),
 * });
 * for await (const { host, timestamp, values } of source) console.log(host, new Date(timestamp), values);
 * ```
 */
export class KafkaSource implements AsyncIterable<Sample> {
  readonly #options: ResolvedKafkaOptions;
  readonly #problems: KafkaProblems;
  readonly #deadLetters: DeadLetters;
  #reading: Reading | undefined;
  #generation = 0;
  #received = 0;
  #batchesTaken = 0;

  /** Throws a {@link CollectorError} with code `invalid_option`. Connects to nothing yet. */
  constructor(options: KafkaSourceOptions) {
    this.#options = resolveKafkaOptions(options);
    const { client, topic, deadLetterTopic, onProblem, clock } = this.#options;
    this.#problems = new KafkaProblems(topic, clock, onProblem);
    this.#deadLetters = new DeadLetters(client, deadLetterTopic, this.#problems, clock);
  }

  /** Samples that were delivered; one that was delivered twice counts twice. */
  get received(): number {
    return this.#received;
  }

  /** Batches that were delivered. */
  get batchesTaken(): number {
    return this.#batchesTaken;
  }

  /** Messages that were not samples, or that you rejected; they are in the dead-letter topic where there is one. */
  get deadLettered(): number {
    return this.#deadLetters.count;
  }

  /** Whether the topic can be read now. */
  get isConnected(): boolean {
    return this.#reading?.isConnected ?? false;
  }

  /**
   * One sample at a time. A sample counts as processed when the loop asks for the next one; it is committed within the commit
   * interval, or when the iteration ends. After an abort, no further sample comes.
   *
   * Throws a {@link CollectorError} with code `already_iterating` while another iteration is running, and `invalid_option` with
   * `commit: 'manual'`: use {@link batches} then.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Sample, void, undefined> {
    if (this.#options.commit === 'manual') {
      const message = "commit must be 'auto' where samples are iterated one by one, got 'manual'";
      throw new CollectorError('invalid_option', message);
    }
    const reading = this.#begin();
    for await (const delivery of this.#deliveries(reading)) {
      for (const { offset, sample } of delivery.batch.records) {
        if (reading.signal.aborted) return;
        // Another member has the partition now, and reads the rest.
        if (delivery.wasRecalled) break;
        this.#received++;
        yield sample;
        reading.noteProcessed(delivery, offset + 1);
      }
    }
  }

  /**
   * Samples in batches of one partition each: for code that handles many hosts, or commits offsets itself.
   *
   * A batch counts as processed when the loop asks for the next one. The loop may work on it for minutes, as long as it does not
   * block the process. In a rebalance, the group waits for half of the session timeout; then the batch becomes stale, and the
   * next owner of the partition reads it again. After an abort, the loop may finish its batch.
   *
   * With `commit: 'manual'` only the position at which a new group begins is committed. `records` is empty where all messages of
   * a batch were dead letters.
   *
   * Throws a {@link CollectorError} with code `already_iterating` while another iteration is running.
   *
   * @example
   * ```ts
   * import { Kafka } from 'kafkajs';
   * import { KafkaSource } from '@ad/collector/kafka';
   *
   * const source = new KafkaSource({
   *   client: new Kafka({ brokers: ['localhost:9092'] }),
   *   topic: 'samples',
   *   groupId: 'detectors',
   * });
   * for await (const { partition, records, lag } of source.batches()) {
   *   console.log(`${records.length} samples of partition ${partition}, ${lag} to come`);
   * }
   * ```
   */
  async *batches(): AsyncGenerator<SampleBatch, void, undefined> {
    for await (const { batch } of this.#deliveries(this.#begin())) {
      this.#received += batch.records.length;
      yield batch;
    }
  }

  /**
   * Rejects a sample that you cannot use. Resolves when it is in the dead-letter topic, which is tried until it succeeds; without
   * such a topic, the sample is only counted and reported.
   *
   * Throws a {@link CollectorError}: `not_iterating` outside of an iteration, `dead_letter_unwritten` when the signal aborts
   * before it is written. End the iteration then, and the batch will be read again.
   *
   * @example
   * ```ts
   * import { Kafka } from 'kafkajs';
   * import { KafkaSource } from '@ad/collector/kafka';
   *
   * const source = new KafkaSource({
   *   client: new Kafka({ brokers: ['localhost:9092'] }),
   *   topic: 'samples',
   *   groupId: 'detectors',
   * });
   * for await (const { records } of source.batches()) {
   *   for (const record of records) {
   *     if (record.sample.host === 'test') await source.deadLetter(record, 'test_host', 'not to be scored');
   *   }
   * }
   * ```
   */
  async deadLetter(record: SampleRecord, reason: string, detail: string): Promise<void> {
    if (!this.#reading) {
      throw new CollectorError('not_iterating', 'a record can be rejected only while the source is iterated');
    }
    const { partition, offset, message } = record;
    const letter = { message, topic: this.#options.topic, partition, offset, reason, detail };
    await this.#deadLetters.write([letter], this.#reading.signal);
  }

  #begin(): Reading {
    if (this.#reading) {
      throw new CollectorError('already_iterating', 'this source is already being iterated');
    }
    const nextGeneration = () => ++this.#generation;
    this.#reading = new Reading(this.#options, this.#problems, this.#deadLetters, nextGeneration);
    return this.#reading;
  }

  /** A delivery counts as processed when the next one is asked for. */
  async *#deliveries(reading: Reading): AsyncGenerator<Delivery, void, undefined> {
    try {
      for (;;) {
        const delivery = await reading.take();
        if (!delivery) return;
        this.#batchesTaken++;
        yield delivery;
        reading.noteProcessed(delivery, delivery.batch.nextOffset);
        delivery.end('processed');
      }
    } finally {
      await reading.close();
      this.#reading = undefined;
    }
  }
}
