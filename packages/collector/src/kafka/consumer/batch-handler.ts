import { isExpelled, isRebalancing } from '../client-errors.js';
import type { Commits } from '../commits.js';
import type { DeadLetter } from '../dead-letters/dead-letter.js';
import type { DeadLetters } from '../dead-letters/dead-letters.js';
import { Delivery } from '../delivery.js';
import type { Exchange } from '../exchange.js';
import type { ResolvedKafkaOptions } from '../options.js';
import type { KafkaBatchPayload } from '../port.js';
import { within } from '../within.js';
import type { Membership } from './membership.js';
import { type SortedBatch, sortBatch } from './sort-batch.js';
import { type HeartbeatFailure, whileAlive } from './while-alive.js';

/** From the moment a batch says that it is stale, a commit that is already running has this long to finish. */
const LAST_COMMIT_MILLISECONDS = 1000;
const NO_CONTACT = 'the group gave no sign of life for longer than the session timeout';

/** What a handler needs from its session. */
export interface HandlerContext {
  readonly options: ResolvedKafkaOptions;
  readonly deadLetters: DeadLetters;
  readonly exchange: Exchange;
  readonly commits: Commits;
  /** Milliseconds. */
  readonly heartbeatInterval: number;
  /** Aborts when the session ends. */
  readonly signal: AbortSignal;
  /** Commits what was processed now, before the next interval. */
  commitNow(): Promise<void>;
  /** Ends the session: only a new consumer will read again what this one has read and not delivered. */
  fail(error: unknown): void;
}

/**
 * Takes batches from the Kafka client, writes what is not a sample to the dead-letter topic, offers the samples to the reader, and
 * waits until it has processed them. All the while it sends heartbeats.
 */
export class BatchHandler {
  readonly #context: HandlerContext;
  #membership: Membership;
  /** Why the client has to join the group again. Until it has, the batches that it still hands over are refused. */
  #rejoining: HeartbeatFailure | undefined;

  constructor(context: HandlerContext, membership: Membership) {
    this.#context = context;
    this.#membership = membership;
  }

  /** The client has joined the group, for the first time or again: batches of before are recalled. */
  join(membership: Membership): void {
    this.leave();
    this.#membership = membership;
    this.#rejoining = undefined;
  }

  /** The membership is over. */
  leave(): void {
    this.#membership.end();
    this.#context.exchange.recall();
    this.#context.commits.forget();
  }

  /** The client calls this with one batch at a time. Rejects when the client has to join its group again. */
  async handle({ batch, resolveOffset, heartbeat }: KafkaBatchPayload): Promise<void> {
    const { options, exchange } = this.#context;
    if (this.#rejoining) throw this.#rejoining.error;
    if (this.#isEnding) return;
    const membership = this.#membership;
    const sorted = sortBatch(batch, options.topic, options.bounds);
    if (sorted.deadLetters.length > 0) await this.#writeDeadLetters(sorted.deadLetters, heartbeat);
    if (this.#isEnding || membership !== this.#membership) return;

    const delivery = this.#delivery(sorted, batch.partition, membership);
    exchange.offer(delivery);
    const failure = await this.#whileAlive(delivery.ended, heartbeat);
    if (failure) {
      if (delivery.isTaken && !isExpelled(failure.error)) await this.#letFinish(delivery);
      delivery.end('recalled');
    }
    const isProcessed = (await delivery.ended) === 'processed' && !delivery.wasToldStale;
    if (isProcessed && membership === this.#membership) resolveOffset(batch.lastOffset());
    if (!failure) {
      // Where the group has kept this member, the client would go on after a batch that the reader may have skipped as stale.
      if (delivery.wasToldStale && membership === this.#membership) this.#context.fail(new Error(NO_CONTACT));
      return;
    }
    await this.#context.commitNow();
    // After any other error the client goes on from the last resolved offset, and would deliver this batch a second time.
    if (!isProcessed && !rejoins(failure.error)) this.#context.fail(failure.error);
    throw this.#noteFailure(failure);
  }

  get membership(): Membership {
    return this.#membership;
  }

  get #isEnding(): boolean {
    return this.#context.exchange.isClosed || this.#context.signal.aborted;
  }

  /** Resolves when they are written, or when the session ends. */
  async #writeDeadLetters(letters: readonly DeadLetter[], heartbeat: () => Promise<void>): Promise<void> {
    const { deadLetters, signal } = this.#context;
    const stop = new AbortController();
    const abort = () => stop.abort();
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    try {
      const written = deadLetters.write(letters, stop.signal);
      const failure = await this.#whileAlive(written, heartbeat);
      if (failure) {
        abort();
        written.catch(() => {});
        throw this.#noteFailure(failure);
      }
      await written;
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  #delivery(sorted: SortedBatch, partition: number, membership: Membership): Delivery {
    const { topic } = this.#context.options;
    const { records, nextOffset, lag } = sorted;
    const { generation } = membership;
    const isStale = () => {
      delivery.wasToldStale ||= membership.isOver || delivery.isLate || delivery.wasRecalled;
      return delivery.wasToldStale;
    };
    const delivery = new Delivery({ topic, partition, generation, records, nextOffset, lag, isStale });
    return delivery;
  }

  /** A group that rebalances waits for this member, so the reader gets some time to finish its batch. */
  async #letFinish(delivery: Delivery): Promise<void> {
    const { clock, sessionTimeout } = this.#context.options;
    if (await within(delivery.ended, sessionTimeout / 2, clock)) return;
    delivery.isLate = true;
    await within(delivery.ended, LAST_COMMIT_MILLISECONDS, clock);
  }

  #whileAlive(work: Promise<unknown>, heartbeat: () => Promise<void>): Promise<HeartbeatFailure | undefined> {
    const { options, heartbeatInterval: interval } = this.#context;
    const { clock, sessionTimeout: timeout } = options;
    return whileAlive(work, { interval, timeout, clock, heartbeat });
  }

  /** Gives what to throw, so that the client does what the group needs. */
  #noteFailure(failure: HeartbeatFailure): unknown {
    if (rejoins(failure.error)) {
      this.#rejoining = failure;
      this.#membership.end();
    }
    return failure.error;
  }
}

/** Whether the client joins its group again after this error. */
function rejoins(error: unknown): boolean {
  return isRebalancing(error) || isExpelled(error);
}
