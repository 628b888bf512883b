import { deserialize, serialize } from 'node:v8';
import { asError } from '../errors.js';
import type { WriteFailureReason, WriteResult } from '../sink.js';
import { endsWithin } from '../timing/sleep.js';
import { writeError } from '../write-error.js';
import { Drain } from './drain.js';
import type { ReleaseLock } from './folder-lock.js';
import { GroupCommit } from './group-commit.js';
import type { ResolvedOutboxOptions } from './options.js';
import type { Outbox } from './outbox.js';
import { Health } from './problems.js';
import { HEADER_BYTES, type StoredRecord } from './record.js';
import { SegmentedLog } from './segmented-log.js';

/** A closed sink has answered all writes; this is the time for the answers to arrive. */
const LAST_ANSWERS_MILLISECONDS = 100;

type NewRecord = Omit<StoredRecord, 'sequence'>;

/** The outbox that `openOutbox` opens: a log on disk, written in groups and drained to the sink. */
export class DurableOutbox<Item> implements Outbox<Item> {
  readonly #options: ResolvedOutboxOptions<Item>;
  readonly #release: ReleaseLock;
  readonly #log: SegmentedLog<Item>;
  readonly #commits: GroupCommit<NewRecord>;
  readonly #drain: Drain<Item>;
  #dropped = 0;
  #closed: Promise<void> | undefined;

  private constructor(options: ResolvedOutboxOptions<Item>, release: ReleaseLock, log: SegmentedLog<Item>) {
    const { segmentBytes, onProblem } = options;
    this.#options = options;
    this.#release = release;
    this.#log = log;
    this.#drain = new Drain({ ...options, log, health: new Health('delivery', onProblem) });
    const storage = new Health('storage', onProblem);
    this.#commits = new GroupCommit((records) => this.#store(records, storage), {
      sizeOf: ({ payload }) => HEADER_BYTES + payload.length,
      groupBytes: segmentBytes,
    });
    this.#drain.wake();
  }

  /** Opens a folder that is locked for this process, and begins to deliver what waits in it. */
  static async open<Item>(
    options: ResolvedOutboxOptions<Item>,
    release: ReleaseLock,
  ): Promise<DurableOutbox<Item>> {
    const log = await SegmentedLog.open<Item>({
      ...options,
      decode: deserialize,
      onDamage: (items, path) => options.onProblem({ state: 'damaged', items, path }),
    });
    return new DurableOutbox(options, release, log);
  }

  get size(): number {
    return this.#log.size - this.#drain.ahead;
  }

  get oldestAgeSeconds(): number {
    const storedAt = this.#log.oldestStoredAt;
    return storedAt === undefined ? 0 : Math.max(0, (this.#options.now() - storedAt) / 1000);
  }

  get bytes(): number {
    return this.#log.bytes;
  }

  get dropped(): number {
    return this.#dropped;
  }

  get delivered(): number {
    return this.#drain.delivered;
  }

  get damaged(): number {
    return this.#log.damaged;
  }

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
      storage.fails({ reason: 'store_failed', error: asError(cause) });
      throw cause;
    }
    storage.works();
    this.#drain.wake();
  }

  #refuse(reason: WriteFailureReason, message: string, cause?: unknown): WriteResult {
    this.#dropped += 1;
    return { ok: false, reason, error: writeError(reason, message, cause), dropped: this.#dropped };
  }
}
