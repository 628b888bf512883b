import { isExpelled, isRebalancing } from './client-errors.js';
import type { Commits } from './commits.js';
import type { DeadLetters } from './dead-letters.js';
import { Delivery } from './delivery.js';
import type { Exchange } from './exchange.js';
import type { Letter } from './letter.js';
import type { Membership } from './membership.js';
import type { ResolvedKafkaOptions } from './options.js';
import type { KafkaBatchPayload } from './port.js';
import { type SortedBatch, sortBatch } from './sort-batch.js';
import { type HeartbeatFailure, whileAlive } from './while-alive.js';
import { within } from './within.js';

/** A batch says that it is stale so long before its partition is let go: a commit that is under way has that long. */
const LAST_COMMIT_MILLISECONDS = 1000;
const UNHEARD = 'the group was not heard of for so long that others may have taken over';

/** What a handler works with. */
export interface HandlerContext {
  readonly options: ResolvedKafkaOptions;
  readonly deadLetters: DeadLetters;
  readonly exchange: Exchange;
  readonly commits: Commits;
  /** Milliseconds. */
  readonly heartbeatInterval: number;
  /** Aborts when the consumer is not to be used any more. */
  readonly signal: AbortSignal;
  /** Commits what was processed, at once. */
  commitNow(): Promise<void>;
  /** The consumer is of no use any more: only a new one reads again what this one has read and not delivered. */
  fail(error: unknown): void;
}

/**
 * Brings what a client pushes to the reader that pulls, and brings back the news that it is processed. As long as that takes, the
 * group is told that this member is alive.
 */
export class BatchHandler {
  readonly #context: HandlerContext;
  #membership: Membership;
  /** Why the group is to be joined again: what the client has fetched before that is not for this reader any more. */
  #rejoining: HeartbeatFailure | undefined;

  constructor(context: HandlerContext, membership: Membership) {
    this.#context = context;
    this.#membership = membership;
  }

  /** The group was joined, for the first time or again: what was read before is void. */
  join(membership: Membership): void {
    this.leave();
    this.#membership = membership;
    this.#rejoining = undefined;
  }

  /** The membership is over. */
  leave(): void {
    this.#membership.end();
    this.#context.exchange.callBack();
    this.#context.commits.forget();
  }

  /** To be called by the client, for one batch at a time. Rejects when the client has to join its group again. */
  async handle({ batch, resolveOffset, heartbeat }: KafkaBatchPayload): Promise<void> {
    const { options, exchange } = this.#context;
    if (this.#rejoining) throw this.#rejoining.error;
    if (this.#isEnding) return;
    const membership = this.#membership;
    const sorted = sortBatch(batch, options.topic, options.bounds);
    if (sorted.letters.length > 0) await this.#bury(sorted.letters, heartbeat);
    if (this.#isEnding || membership !== this.#membership) return;

    const delivery = this.#delivery(sorted, batch.partition, membership);
    exchange.offer(delivery);
    const failure = await this.#whileAlive(delivery.ended, heartbeat);
    if (failure) {
      if (delivery.isTaken && !isExpelled(failure.error)) await this.#hurry(delivery);
      delivery.end('called back');
    }
    const isProcessed = (await delivery.ended) === 'processed' && !delivery.wasToldStale;
    if (isProcessed && membership === this.#membership) resolveOffset(batch.lastOffset());
    if (!failure) {
      // The group may have missed nobody: the client would go on behind a batch that its reader has put aside.
      if (delivery.wasToldStale && membership === this.#membership) this.#context.fail(new Error(UNHEARD));
      return;
    }
    await this.#context.commitNow();
    // After other errors the client would go on from what is resolved, and deliver again what this reader still works on.
    if (!isProcessed && !rejoins(failure.error)) this.#context.fail(failure.error);
    throw this.#over(failure);
  }

  get #isEnding(): boolean {
    return this.#context.exchange.isClosed || this.#context.signal.aborted;
  }

  /** Everything that is no sample is in the dead-letter topic before a reader sees the rest. */
  async #bury(letters: readonly Letter[], heartbeat: () => Promise<void>): Promise<void> {
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
        throw this.#over(failure);
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
      delivery.wasToldStale ||= membership.isOver || delivery.isLate || delivery.wasCalledBack;
      return delivery.wasToldStale;
    };
    const delivery = new Delivery({ topic, partition, generation, records, nextOffset, lag, isStale });
    return delivery;
  }

  /** While the group waits for this member, its reader may finish what it has begun. */
  async #hurry(delivery: Delivery): Promise<void> {
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

  #over(failure: HeartbeatFailure): unknown {
    if (rejoins(failure.error)) {
      this.#rejoining = failure;
      this.#membership.end();
    }
    return failure.error;
  }
}

function rejoins(error: unknown): boolean {
  return isRebalancing(error) || isExpelled(error);
}
