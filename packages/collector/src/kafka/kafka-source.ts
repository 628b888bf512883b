import { CollectorError } from '../errors.js';
import type { Sample } from '../sample.js';
import type { SampleBatch, SampleRecord } from './batch.js';
import { DeadLetters } from './dead-letters.js';
import { type KafkaSourceOptions, type ResolvedKafkaOptions, resolveKafkaOptions } from './options.js';
import { KafkaProblems } from './problems.js';
import { Reading } from './reading.js';

/**
 * Samples out of a Kafka topic, shared among all readers of the same group, at least once each: what was taken and not processed
 * when a reader ends, dies or loses its partitions is read again by the next one. Within a partition, samples keep their order.
 *
 * Messages that are no samples go to a dead-letter topic first. A broker that is away, a topic that is missing and the like end
 * nothing: `onProblem` hears of it, and it is tried again until the signal aborts.
 *
 * Memory is that of one answer of each broker, see `maxBytes`. Iterate it as often as you like, but only once at a time; counters
 * go on over all iterations.
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

  /** Samples that were handed out, again where they had to be. */
  get received(): number {
    return this.#received;
  }

  /** Batches that were handed out. */
  get batchesTaken(): number {
    return this.#batchesTaken;
  }

  /** Messages that were no samples, or rejected by the reader; written to the dead-letter topic where there is one. */
  get deadLettered(): number {
    return this.#deadLetters.count;
  }

  /** Whether the topic can be read just now. */
  get isConnected(): boolean {
    return this.#reading?.isConnected ?? false;
  }

  /**
   * One sample after the other. A sample counts as processed when the loop asks for the next one, and is committed after that, at
   * the end at the latest. After an abort, no further sample comes.
   *
   * Throws a {@link CollectorError} with code `already_iterating` while another iteration is running, and `invalid_option` with
   * `commit: 'manual'`, for which there are {@link batches}.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Sample, void, undefined> {
    if (this.#options.commit === 'manual') {
      const message = "commit must be 'auto' where samples are iterated one by one, got 'manual'";
      throw new CollectorError('invalid_option', message);
    }
    const reading = this.#begin();
    try {
      for (;;) {
        const delivery = await reading.take();
        if (!delivery) return;
        this.#batchesTaken++;
        const { records, nextOffset } = delivery.batch;
        for (const { offset, sample } of records) {
          if (reading.signal.aborted) return;
          // The rest is somebody else's by now.
          if (delivery.wasCalledBack) break;
          this.#received++;
          yield sample;
          reading.noteProcessed(delivery, offset + 1);
        }
        reading.noteProcessed(delivery, nextOffset);
        delivery.end('processed');
      }
    } finally {
      await this.#end(reading);
    }
  }

  /**
   * Samples in batches of one partition each: for a reader that handles many hosts, or commits by itself.
   *
   * A batch counts as processed when the next one is asked for. A reader may take minutes for it, as long as it does not block
   * the process. When the group shares its partitions anew, it is waited for, for half of the session timeout; then the batch
   * becomes stale, and is read again by whoever gets the partition. After an abort, the reader may finish its batch.
   *
   * With `commit: 'manual'` nothing is committed, except where a new group begins. `records` is empty where a batch held nothing
   * but dead letters.
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
    const reading = this.#begin();
    try {
      for (;;) {
        const delivery = await reading.take();
        if (!delivery) return;
        this.#batchesTaken++;
        this.#received += delivery.batch.records.length;
        yield delivery.batch;
        reading.noteProcessed(delivery, delivery.batch.nextOffset);
        delivery.end('processed');
      }
    } finally {
      await this.#end(reading);
    }
  }

  /**
   * Rejects a sample that the reader cannot use. Resolves when it is in the dead-letter topic, which may take as long as that
   * cannot be written; without one, it is counted and reported only.
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

  async #end(reading: Reading): Promise<void> {
    await reading.close();
    this.#reading = undefined;
  }
}
