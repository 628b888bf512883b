import type { Commits } from '../commits.js';
import type { DeadLetters } from '../dead-letters/dead-letters.js';
import type { Exchange } from '../exchange.js';
import type { ResolvedKafkaOptions } from '../options.js';
import type { KafkaConsumer, KafkaConsumerConfig } from '../port.js';
import type { KafkaProblems } from '../problems.js';
import { within } from '../within.js';
import { BatchHandler } from './batch-handler.js';
import { consumerConfig } from './consumer-config.js';
import { Membership } from './membership.js';
import { StartPositions } from './start-positions.js';

/** Longest wait for each of the last two requests, the commit and the farewell, when a session ends. */
const GOODBYE_MILLISECONDS = 2500;

/** What all sessions of one reading share. */
export interface SessionContext {
  readonly options: ResolvedKafkaOptions;
  readonly problems: KafkaProblems;
  readonly deadLetters: DeadLetters;
  readonly exchange: Exchange;
  readonly commits: Commits;
  nextGeneration(): number;
  /** The topic can be read now, or cannot be read any more. */
  onConnected(isConnected: boolean): void;
}

/** Why a session ended early. */
export interface SessionFailure {
  readonly error: unknown;
}

/**
 * Reads with one consumer until that fails. A failed consumer is never restarted: a new one begins at the committed offsets,
 * the only positions that are certain.
 */
export class Session {
  readonly #context: SessionContext;
  readonly #config: KafkaConsumerConfig;
  readonly #consumer: KafkaConsumer;
  readonly #handler: BatchHandler;
  readonly #ending = new AbortController();
  #starts: StartPositions | undefined;
  #failure: SessionFailure | undefined;
  #isOpening = true;
  #isReading = false;

  constructor(context: SessionContext) {
    const { options } = context;
    this.#context = context;
    this.#config = consumerConfig(options);
    this.#consumer = options.client.consumer(this.#config);
    const own = {
      heartbeatInterval: this.#config.heartbeatInterval,
      signal: this.#ending.signal,
      commitNow: () => this.#commitNow(),
      fail: (error: unknown) => this.#fail(error),
    };
    const membership = new Membership(0, options.clock, options.sessionTimeout);
    this.#handler = new BatchHandler({ ...context, ...own }, membership);
  }

  /** Returns when `signal` aborts, or with what made it fail. Never rejects. */
  async run(signal: AbortSignal): Promise<SessionFailure | undefined> {
    const stop = () => this.#ending.abort();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    const opening = this.#open()
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#isOpening = false;
      });
    await this.#commitRegularly();
    signal.removeEventListener('abort', stop);
    await this.#close(opening);
    return this.#failure;
  }

  async #open(): Promise<void> {
    const { options } = this.#context;
    const { topic } = options;
    const consumer = this.#consumer;
    consumer.on('consumer.group_join', ({ payload }) => this.#join(payload.memberAssignment[topic] ?? []));
    consumer.on('consumer.heartbeat', () => this.#handler.membership.touch());
    consumer.on('consumer.fetch', () => this.#noteReading());
    consumer.on('consumer.rebalancing', () => void this.#commitNow());
    consumer.on('consumer.crash', ({ payload }) => this.#fail(payload.error));
    const steps = [
      () => consumer.connect(),
      () => consumer.subscribe({ topics: [topic], fromBeginning: true }),
      async () => {
        if (!options.fromBeginning) this.#starts = await StartPositions.find(options);
      },
      () =>
        consumer.run({
          autoCommit: false,
          eachBatchAutoResolve: false,
          partitionsConsumedConcurrently: 1,
          eachBatch: (payload) => this.#handler.handle(payload),
        }),
    ];
    for (const step of steps) {
      if (this.#ending.signal.aborted) return;
      await step();
    }
  }

  #join(assigned: readonly number[]): void {
    if (this.#ending.signal.aborted) return;
    const { options, nextGeneration } = this.#context;
    const partitions = [...assigned].sort((a, b) => a - b);
    const membership = new Membership(nextGeneration(), options.clock, options.sessionTimeout);
    this.#handler.join(membership);
    options.onAssigned({ partitions, generation: membership.generation });
    this.#starts?.apply(this.#consumer, partitions).catch((error: unknown) => this.#fail(error));
  }

  /** Called at the first fetch and not when the group is joined, because the topic may still be unreadable then. */
  #noteReading(): void {
    if (this.#isReading || this.#ending.signal.aborted) return;
    this.#isReading = true;
    this.#context.onConnected(true);
  }

  /** Commits at every interval until the session ends. */
  async #commitRegularly(): Promise<void> {
    const { options, problems } = this.#context;
    while (!this.#ending.signal.aborted) {
      await options.clock.sleep(options.commitInterval, this.#ending.signal);
      void this.#commitNow();
      problems.flush();
    }
  }

  async #close(opening: Promise<void>): Promise<void> {
    const { clock } = this.#context.options;
    await within(this.#commitNow(), GOODBYE_MILLISECONDS, clock);
    this.#context.onConnected(false);
    this.#handler.leave();
    // A client that is still trying to connect does not hear the first disconnect().
    if (this.#isOpening) void opening.then(() => this.#consumer.disconnect()).catch(() => {});
    await within(this.#consumer.disconnect(), GOODBYE_MILLISECONDS, clock);
  }

  #commitNow(): Promise<void> {
    return this.#context.commits.flush((offsets) => this.#consumer.commitOffsets(offsets));
  }

  #fail(error: unknown): void {
    if (this.#ending.signal.aborted) return;
    this.#failure = { error };
    this.#ending.abort();
  }
}
