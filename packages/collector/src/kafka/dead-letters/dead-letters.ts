import type { Clock } from '../../clock.js';
import { CollectorError, messageOf } from '../../errors.js';
import { backoff } from '../backoff.js';
import { classify, isTooLarge } from '../client-errors.js';
import type { KafkaClient, KafkaProducer } from '../port.js';
import type { KafkaProblems } from '../problems.js';
import { within } from '../within.js';
import { type DeadLetter, portions, toMessage, truncated } from './dead-letter.js';

/** An attempt that is running when the iteration ends has this long to finish. */
const LAST_ATTEMPT_MILLISECONDS = 2000;

/** Writes to the dead-letter topic, and retries until the iteration ends. */
export class DeadLetters {
  readonly #client: KafkaClient;
  readonly #topic: string | null;
  readonly #problems: KafkaProblems;
  readonly #clock: Clock;
  #producer: KafkaProducer | undefined;
  #isStuck = false;
  #count = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(client: KafkaClient, topic: string | null, problems: KafkaProblems, clock: Clock) {
    this.#client = client;
    this.#topic = topic;
    this.#problems = problems;
    this.#clock = clock;
  }

  /** Messages that were rejected, whether there is a topic for them or not. */
  get count(): number {
    return this.#count;
  }

  /**
   * Resolves when all in-sync replicas have them. Rejects with a `CollectorError` of code `dead_letter_unwritten` when `signal`
   * aborts before that. Without a topic, they are only counted and reported.
   */
  write(letters: readonly DeadLetter[], signal: AbortSignal): Promise<void> {
    const written = this.#writing.then(() => this.#write(letters, signal));
    this.#writing = written.catch(() => {});
    return written;
  }

  async close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    if (producer) await within(producer.disconnect(), LAST_ATTEMPT_MILLISECONDS, this.#clock);
  }

  async #write(letters: readonly DeadLetter[], signal: AbortSignal): Promise<void> {
    if (this.#topic !== null) {
      for (const portion of portions(letters)) await this.#writePortion(this.#topic, portion, signal);
    }
    this.#count += letters.length;
    for (const { partition, offset, reason, detail } of letters) {
      this.#problems.poison({ partition, offset, rejection: reason, detail });
    }
    this.#problems.flush();
  }

  async #writePortion(topic: string, letters: readonly DeadLetter[], signal: AbortSignal): Promise<void> {
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        await this.#send(topic, letters, signal);
        if (this.#isStuck) this.#report('dead_letters_recovered', topic, `${topic} is written again`);
        return;
      } catch (error) {
        if (isTooLarge(error) && letters.length > 1) {
          for (const letter of letters) await this.#writePortion(topic, [letter], signal);
          return;
        }
        const cut = isTooLarge(error) ? truncated(letters[0]) : undefined;
        if (cut) return this.#writePortion(topic, [cut], signal);
        await this.close();
        if (!this.#isStuck) this.#report('dead_letters_stuck', topic, stuck(topic, error), error);
        await this.#clock.sleep(backoff(failures), signal);
      }
    }
    throw new CollectorError('dead_letter_unwritten', `the reading ended before ${topic} could be written`);
  }

  async #send(topic: string, letters: readonly DeadLetter[], signal: AbortSignal): Promise<void> {
    const sending = this.#attempt(topic, letters);
    const abandon = new AbortController();
    const abandonLater = async () => {
      await this.#clock.sleep(LAST_ATTEMPT_MILLISECONDS, abandon.signal);
      abandon.abort();
    };
    signal.addEventListener('abort', abandonLater);
    try {
      await Promise.race([sending, aborted(abandon.signal)]);
    } finally {
      signal.removeEventListener('abort', abandonLater);
      abandon.abort();
    }
  }

  async #attempt(topic: string, letters: readonly DeadLetter[]): Promise<void> {
    if (!this.#producer) {
      const producer = this.#client.producer({ allowAutoTopicCreation: false });
      this.#producer = producer;
      await producer.connect();
    }
    await this.#producer.send({ topic, acks: -1, messages: letters.map(toMessage) });
  }

  #report(
    reason: 'dead_letters_stuck' | 'dead_letters_recovered',
    topic: string,
    message: string,
    cause?: unknown,
  ): void {
    this.#isStuck = reason === 'dead_letters_stuck';
    this.#problems.deadLetters({ reason, topic, message, ...(cause !== undefined && { cause }) });
  }
}

function stuck(topic: string, error: unknown): string {
  const advice =
    classify(error) === 'topic_missing'
      ? 'create it, or set deadLetterTopic to null to drop what is not a sample'
      : messageOf(error);
  return `${topic} cannot be written: ${advice}`;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('no answer before the reading ended')), {
      once: true,
    });
  });
}
