import { asError } from '../errors.js';
import type { Sink, WriteResult } from '../sink.js';
import { backoffMilliseconds } from '../timing/backoff.js';
import type { Sleep } from '../timing/sleep.js';
import type { Health, OutboxFailureReason } from './problems.js';
import type { SegmentedLog, WaitingItem } from './segmented-log.js';

interface DrainOptions<Item> {
  readonly log: SegmentedLog<Item>;
  readonly sink: Sink<Item>;
  readonly batchSize: number;
  readonly health: Health;
  readonly sleep: Sleep;
  readonly random: () => number;
}

interface Failure {
  readonly reason: OutboxFailureReason;
  readonly error: Error;
}

/** Hands the items that wait in a log to a sink, one batch after the other. All items of a batch are delivered before the next begins. */
export class Drain<Item> {
  readonly #options: DrainOptions<Item>;
  /** The batch that was read, and the items of it that the sink has taken. */
  #batch: readonly WaitingItem<Item>[] = [];
  readonly #taken = new Set<WaitingItem<Item>>();
  #delivered = 0;
  #failures = 0;
  #running: Promise<void> | undefined;
  #state: 'open' | 'finishing' | 'stopped' = 'open';
  readonly #finish = new AbortController();

  constructor(options: DrainOptions<Item>) {
    this.#options = options;
  }

  /** Items that the sink has taken. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Items that the sink has taken and that still wait in the log, because an item before them was refused. */
  get ahead(): number {
    return this.#taken.size;
  }

  /** Begins to deliver, unless it has begun already or nothing waits. */
  wake(): void {
    if (this.#options.log.size > 0 && this.#state !== 'stopped') this.#running ??= this.#run();
  }

  /** Delivers what waits. Resolves when nothing waits any more, or the sink fails. */
  async finish(): Promise<void> {
    this.#state = 'finishing';
    this.#finish.abort();
    await this.#running;
  }

  /** Begins no further batch. Resolves when the sink has answered for the batch under way. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    await this.#running;
  }

  async #run(): Promise<void> {
    const { log, sleep, random } = this.#options;
    while (log.size > 0 && this.#state !== 'stopped') {
      if (await this.#deliverBatch()) continue;
      if (this.#state !== 'open') break;
      await sleep(backoffMilliseconds(this.#failures, random()), this.#finish.signal);
      if (this.#state !== 'open') break;
    }
    this.#running = undefined;
  }

  async #deliverBatch(): Promise<boolean> {
    const failure = await this.#attempt();
    if (failure) {
      this.#failures += 1;
      this.#options.health.fails(failure);
      return false;
    }
    this.#failures = 0;
    this.#options.health.works();
    return true;
  }

  async #attempt(): Promise<Failure | undefined> {
    const { log, batchSize } = this.#options;
    try {
      if (this.#batch.length === 0) this.#batch = await log.read(batchSize);
    } catch (cause) {
      return { reason: 'store_failed', error: asError(cause) };
    }
    const batch = this.#batch;
    const failures = await Promise.all(batch.map((waiting) => this.#offer(waiting)));
    const refused = failures.findIndex((failure) => failure !== undefined);
    await this.#release(refused === -1 ? batch.length : refused);
    return failures[refused];
  }

  async #offer(waiting: WaitingItem<Item>): Promise<Failure | undefined> {
    if (this.#taken.has(waiting)) return undefined;
    const failure = await writeTo(this.#options.sink, waiting.item);
    if (failure) return failure;
    this.#taken.add(waiting);
    this.#delivered += 1;
    return undefined;
  }

  /** Removes the first `count` items of the batch, which the sink has taken. */
  async #release(count: number): Promise<void> {
    const batch = this.#batch;
    this.#batch = batch.slice(count);
    for (const waiting of batch.slice(0, count)) this.#taken.delete(waiting);
    await this.#options.log.release(batch, count);
  }
}

async function writeTo<Item>(sink: Sink<Item>, item: Item): Promise<Failure | undefined> {
  let result: WriteResult;
  try {
    result = await sink.write(item);
  } catch (cause) {
    return { reason: 'threw', error: asError(cause) };
  }
  return result.ok ? undefined : result;
}
