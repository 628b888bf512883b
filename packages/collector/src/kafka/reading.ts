import { messageOf } from '../errors.js';
import { backoff } from './backoff.js';
import { classify } from './client-errors.js';
import { Commits } from './commits.js';
import { Session, type SessionContext, type SessionFailure } from './consumer/session.js';
import type { DeadLetters } from './dead-letters/dead-letters.js';
import type { Delivery } from './delivery.js';
import { Exchange } from './exchange.js';
import type { ResolvedKafkaOptions } from './options.js';
import type { KafkaProblems } from './problems.js';

/** One iteration over a source: one session after the other, until the iteration ends. */
export class Reading {
  /** Aborts when the iteration ends, or is asked to end. */
  readonly signal: AbortSignal;
  readonly #context: SessionContext;
  readonly #stopping = new AbortController();
  readonly #closing = new AbortController();
  readonly #stop = () => this.#beginToStop();
  readonly #running: Promise<void>;
  #failures = 0;
  #isConnected = false;

  constructor(
    options: ResolvedKafkaOptions,
    problems: KafkaProblems,
    deadLetters: DeadLetters,
    nextGeneration: () => number,
  ) {
    this.signal = this.#stopping.signal;
    this.#context = {
      options,
      problems,
      deadLetters,
      nextGeneration,
      exchange: new Exchange(),
      commits: new Commits(options.topic, options.commit === 'manual'),
      onConnected: (isConnected) => this.#noteConnected(isConnected),
    };
    if (options.signal?.aborted) this.#beginToStop();
    options.signal?.addEventListener('abort', this.#stop);
    this.#running = this.#run();
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** The next delivery; undefined when the iteration ends. */
  take(): Promise<Delivery | undefined> {
    return this.#context.exchange.take();
  }

  /** The reader has processed everything in a delivery before `nextOffset`. */
  noteProcessed(delivery: Delivery, nextOffset: number): void {
    if (delivery.wasRecalled || delivery.wasToldStale) return;
    this.#context.commits.note(delivery.batch.partition, nextOffset);
  }

  /** Commits what was processed and leaves the group. */
  async close(): Promise<void> {
    const { options, exchange, deadLetters, problems } = this.#context;
    options.signal?.removeEventListener('abort', this.#stop);
    this.#beginToStop();
    exchange.recall();
    this.#closing.abort();
    await this.#running;
    await deadLetters.close();
    problems.flush(true);
  }

  /** Delivers nothing more, but lets the reader finish what it has. */
  #beginToStop(): void {
    this.#stopping.abort();
    this.#context.exchange.close();
  }

  async #run(): Promise<void> {
    const { clock } = this.#context.options;
    while (!this.#closing.signal.aborted) {
      const failure = await this.#session();
      if (!failure) return;
      this.#report(failure.error);
      await clock.sleep(backoff(++this.#failures), this.#closing.signal);
    }
  }

  async #session(): Promise<SessionFailure | undefined> {
    try {
      return await new Session(this.#context).run(this.#closing.signal);
    } catch (error) {
      return { error };
    }
  }

  #noteConnected(isConnected: boolean): void {
    const { options, problems } = this.#context;
    this.#isConnected = isConnected;
    if (!isConnected) return;
    this.#failures = 0;
    problems.connection('recovered', `${options.topic} is read again`);
  }

  #report(error: unknown): void {
    const { options, problems } = this.#context;
    const { topic } = options;
    const reason = classify(error);
    const messages = {
      unreachable: `${topic} cannot be read, because no broker answers: ${messageOf(error)}`,
      topic_missing: `${topic} does not exist; create it, and it will be read`,
      refused: `${topic} cannot be read: ${messageOf(error)}`,
    };
    problems.connection(reason, messages[reason], error);
  }
}
