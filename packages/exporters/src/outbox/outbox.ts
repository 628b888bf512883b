import { deserialize, serialize } from 'node:v8';
import { ExporterError, type ExporterErrorCode } from '../errors.js';
import type { Sink, WriteFailureReason, WriteResult } from '../sink.js';
import { Drain } from './drain.js';
import type { ReleaseLock } from './folder-lock.js';
import { GroupCommit } from './group-commit.js';
import type { ResolvedOutboxOptions } from './options.js';
import { Health } from './problems.js';
import { HEADER_BYTES, type StoredRecord } from './record.js';
import { SegmentedLog } from './segmented-log.js';
import { endsWithin } from '../timing/sleep.js';

const CODES = {
  closed: 'CLOSED',
  full: 'FULL',
  store_failed: 'STORE_FAILED',
} as const satisfies Partial<Record<WriteFailureReason, ExporterErrorCode>>;

/** A sink that is closed has answered for what it was given; hearing it takes a moment. */
const LAST_ANSWERS_MILLISECONDS = 100;

type NewRecord = Omit<StoredRecord, 'sequence'>;

/**
 * A sink that stores each item on disk before it says `ok`, and hands it to another sink from there: in the order of writing, again
 * and again until that sink has said `ok`. Neither an outage of the destination nor the end of this process, however sudden, loses an
 * item; one that was delivered just before a sudden end is delivered twice.
 *
 * Items are copied as `structuredClone` does: plain data with `NaN`, `undefined`, dates and maps stays equal, functions are refused
 * (`store_failed`), and objects of a class become plain ones. Made by {@link openOutbox}.
 *
 * @example
 * const reportOn = (outbox: Outbox<Verdict>): string =>
 *   `${outbox.size} wait, the oldest for ${outbox.oldestAgeSeconds} s; ${outbox.delivered} delivered, ${outbox.dropped} refused`;
 */
export class Outbox<Item> implements Sink<Item> {
  readonly #options: ResolvedOutboxOptions<Item>;
  readonly #release: ReleaseLock;
  readonly #log: SegmentedLog<Item>;
  readonly #commits: GroupCommit<NewRecord>;
  readonly #drain: Drain<Item>;
  readonly #damage: { readonly items: number };
  #dropped = 0;
  #closed: Promise<void> | undefined;

  private constructor(
    options: ResolvedOutboxOptions<Item>,
    release: ReleaseLock,
    log: SegmentedLog<Item>,
    damage: { readonly items: number },
  ) {
    const { segmentBytes, onProblem } = options;
    this.#options = options;
    this.#release = release;
    this.#log = log;
    this.#damage = damage;
    this.#drain = new Drain({ ...options, log, health: new Health('delivery', onProblem) });
    const storage = new Health('storage', onProblem);
    this.#commits = new GroupCommit((records) => this.#store(records, storage), {
      sizeOf: ({ payload }) => HEADER_BYTES + payload.length,
      groupBytes: segmentBytes,
    });
    this.#drain.wake();
  }

  /** Opens what is in a folder that is locked, and begins to deliver it. */
  static async open<Item>(options: ResolvedOutboxOptions<Item>, release: ReleaseLock): Promise<Outbox<Item>> {
    const damage = { items: 0 };
    const log = await SegmentedLog.open<Item>({
      ...options,
      decode: deserialize,
      onDamage: (items, path) => {
        damage.items += items;
        options.onProblem({ state: 'damaged', items, path });
      },
    });
    return new Outbox(options, release, log, damage);
  }

  /** Items that are stored and not delivered. */
  get size(): number {
    return this.#log.size - this.#drain.ahead;
  }

  /** For how long the first of them has waited, also while no process had the outbox; 0 when none waits. */
  get oldestAgeSeconds(): number {
    const storedAt = this.#log.oldestStoredAt;
    return storedAt === undefined ? 0 : Math.max(0, (this.#options.now() - storedAt) / 1000);
  }

  /** Bytes on disk, with those of delivered items whose file is not removed yet. */
  get bytes(): number {
    return this.#log.bytes;
  }

  /** Items that were refused since the outbox was opened. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Items that the sink has taken since the outbox was opened. */
  get delivered(): number {
    return this.#drain.delivered;
  }

  /** Items that turned out unreadable since the outbox was opened, as far as their number can be told. */
  get damaged(): number {
    return this.#damage.items;
  }

  /** Stores an item; never rejects. An item that is not `ok` is not stored, and will not be delivered. */
  async write(item: Item): Promise<WriteResult> {
    if (this.#closed) return this.#refuse('closed', 'the outbox is closed');
    const { maxItems, maxBytes, segmentBytes, now } = this.#options;
    try {
      const payload = serialize(item);
      if (payload.length > segmentBytes) {
        throw new RangeError(`the item has ${payload.length} bytes, and may have ${segmentBytes}`);
      }
      if (this.size + this.#commits.entries >= maxItems) {
        return this.#refuse('full', `${maxItems} items wait`);
      }
      if (this.bytes + this.#commits.bytes + HEADER_BYTES + payload.length > maxBytes) {
        return this.#refuse('full', `what waits has as many bytes as it may have, ${maxBytes}`);
      }
      await this.#commits.add({ payload, storedAt: now() });
      return { ok: true };
    } catch (cause) {
      return this.#refuse('store_failed', 'the item could not be stored', cause);
    }
  }

  /**
   * Delivers for a while what waits, as long as the sink takes it; then closes the sink and the folder. What is left stays on disk.
   * Rejects when the sink's `close()` does, after all else is closed.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const { sink, sleep, closeTimeoutMilliseconds } = this.#options;
    const delivered = this.#commits.settled().then(() => this.#drain.finish());
    await endsWithin(delivered, closeTimeoutMilliseconds, sleep);
    const stopped = this.#drain.stop();
    try {
      await sink.close();
    } finally {
      await endsWithin(stopped, LAST_ANSWERS_MILLISECONDS, sleep);
      await this.#log.close();
      await this.#release();
    }
  }

  async #store(records: readonly NewRecord[], storage: Health): Promise<void> {
    try {
      await this.#log.append(records);
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      storage.fails({ reason: 'store_failed', error });
      throw error;
    }
    storage.works();
    this.#drain.wake();
  }

  #refuse(reason: keyof typeof CODES, message: string, cause?: unknown): WriteResult {
    this.#dropped += 1;
    const error = new ExporterError(CODES[reason], message, cause === undefined ? undefined : { cause });
    return { ok: false, reason, error, dropped: this.#dropped };
  }
}
