import { type FileHandle, open, unlink } from 'node:fs/promises';
import { systemCode } from '../errors.js';
import { FileWindow } from './file-window.js';
import { asidePath, putAside } from './folder.js';
import { OpenSegment } from './open-segment.js';
import { Position } from './position.js';
import { type PlacedRecord, readRecords } from './read-records.js';
import { encodeRecords, HEADER_BYTES, type StoredRecord } from './record.js';
import { listSegments, type Segment, scanSegment } from './segment.js';

interface LogOptions<Item> {
  readonly folder: string;
  /** A new segment begins when the last has so many bytes. No item may have more. */
  readonly segmentBytes: number;
  readonly decode: (payload: Buffer) => Item;
  /** Called when so many waiting items of a segment cannot be read. Its file is renamed to `path` once the others are delivered. */
  readonly onDamage: (items: number, path: string) => void;
}

/** An item that waits, and its place in the log. */
export interface WaitingItem<Item> extends Omit<PlacedRecord, 'payload'> {
  readonly item: Item;
}

/** A read ends with the item that reaches this number of bytes. */
const READ_BYTES = 1024 * 1024;

/**
 * Items on disk in the order in which they were appended, in segments that are removed from the front. Items are not kept in memory.
 * At any time one call of `append` may run, and beside it one call of `read` or `release`.
 */
export class SegmentedLog<Item> {
  readonly #options: LogOptions<Item>;
  readonly #position: Position;
  readonly #longest: number;
  /** Oldest first. The first is where reading goes on, at `#offset`; only the last may be appended to. */
  readonly #segments: Segment[] = [];
  #offset = 0;
  #open: OpenSegment | undefined;
  #delivered = 0;
  #next = 1;
  #size = 0;
  #oldest: number | undefined;
  #damaged = 0;
  #closed = false;

  private constructor(options: LogOptions<Item>) {
    this.#options = options;
    this.#position = new Position(options.folder);
    this.#longest = HEADER_BYTES + options.segmentBytes;
  }

  /** Reads all segments of the folder once, and reports what cannot be read. */
  static async open<Item>(options: LogOptions<Item>): Promise<SegmentedLog<Item>> {
    const log = new SegmentedLog(options);
    const delivered = await log.#position.read();
    log.#delivered = delivered;
    log.#next = delivered + 1;
    const numbers = await listSegments(options.folder);
    for (const [index, first] of numbers.entries()) {
      const range = { next: numbers[index + 1], delivered, longest: log.#longest };
      const { segment, last, oldest, lost } = await scanSegment(options.folder, first, range);
      log.#segments.push(segment);
      log.#size += segment.waiting;
      log.#oldest ??= oldest;
      // An item that cannot be read had a number too, and its file keeps that name until it is put aside.
      log.#next = Math.max(log.#next, last + 1, segment.damaged ? first + 1 : first);
      if (lost > 0) log.#reportDamage(segment, lost);
    }
    await log.#removeDelivered();
    return log;
  }

  /** Items that wait. */
  get size(): number {
    return this.#size;
  }

  /** Items that could not be read since the log was opened, as far as they can be counted. */
  get damaged(): number {
    return this.#damaged;
  }

  /** Bytes on disk, including delivered items in segments that are not removed yet. */
  get bytes(): number {
    return this.#segments.reduce((sum, { end }) => sum + end, 0);
  }

  /** When the first waiting item was stored, in milliseconds since the epoch; `undefined` if none waits. */
  get oldestStoredAt(): number | undefined {
    return this.#size > 0 ? this.#oldest : undefined;
  }

  /** Resolves when the items are safe on the disk. Rejects if the disk refuses; then none of them is stored. */
  async append(items: readonly Omit<StoredRecord, 'sequence'>[]): Promise<void> {
    const open = await this.#appendable();
    try {
      await open.append(encodeRecords(items, this.#next), items.length);
    } catch (error) {
      // Nobody knows how much of the failed write is on the disk, so nothing is appended after it.
      if (open.segment.end === 0) this.#segments.pop();
      await this.#endSegment().catch(() => {});
      throw error;
    }
    if (this.#size === 0) this.#oldest = items[0]?.storedAt;
    this.#size += items.length;
    this.#next += items.length;
  }

  /** The first waiting items, `most` at most; the same again until they are released. Empty if none waits. */
  async read(most: number): Promise<WaitingItem<Item>[]> {
    while (true) {
      await this.#removeDelivered();
      const [segment] = this.#segments;
      if (segment === undefined || segment.waiting === 0) return [];
      const items = await this.#readFrom(segment, most);
      if (items.length > 0) {
        this.#oldest = items[0]?.storedAt;
        return items;
      }
    }
  }

  /** Removes the first `count` of the items that were read, which have been delivered. */
  async release(items: readonly WaitingItem<Item>[], count: number): Promise<void> {
    const [segment] = this.#segments;
    const last = items[count - 1];
    if (segment === undefined || last === undefined || this.#closed) return;
    segment.waiting -= count;
    this.#size -= count;
    this.#offset = last.end;
    this.#delivered = last.sequence;
    this.#oldest = (items[count] ?? last).storedAt;
    // If the disk refuses, the items may be delivered again after a restart, no more; and removing files gives it room.
    await this.#position.write(last.sequence).catch(() => {});
    await this.#removeDelivered();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#endSegment();
  }

  async #readFrom(segment: Segment, most: number): Promise<WaitingItem<Item>[]> {
    const { end, waiting } = segment;
    const next = this.#segments[1]?.first ?? this.#next;
    const items: WaitingItem<Item>[] = [];
    const file = await openExisting(segment.path);
    try {
      let bytes = 0;
      const records = file ? readRecords(new FileWindow(file, end), this.#offset, this.#longest) : [];
      for await (const { payload, ...place } of records) {
        if (place.sequence <= this.#delivered) continue;
        if (place.sequence >= next) break;
        const decoded = this.#decode(payload);
        if (!decoded) continue;
        items.push({ ...place, item: decoded.value });
        bytes += payload.length;
        if (items.length === Math.min(most, waiting) || bytes >= READ_BYTES) return items;
      }
    } finally {
      await file?.close();
    }
    this.#lose(segment, waiting - items.length);
    return items;
  }

  /** `undefined` if the payload cannot be decoded. */
  #decode(payload: Buffer): { readonly value: Item } | undefined {
    try {
      return { value: this.#options.decode(payload) };
    } catch {
      return undefined;
    }
  }

  #lose(segment: Segment, items: number): void {
    if (items === 0) return;
    segment.waiting -= items;
    segment.damaged = true;
    this.#size -= items;
    this.#reportDamage(segment, items);
  }

  #reportDamage({ path }: Segment, items: number): void {
    this.#damaged += items;
    this.#options.onDamage(items, asidePath(path));
  }

  async #appendable(): Promise<OpenSegment> {
    if (this.#open && this.#open.segment.end >= this.#options.segmentBytes) await this.#endSegment();
    if (this.#open) return this.#open;
    if (this.#closed) throw new Error('the log is closed');
    // A process that was killed while it stored its first item left an empty segment of the same name. It has to leave the list before
    // its file is opened: a release that runs meanwhile would remove the file.
    if (this.#segments.at(-1)?.first === this.#next) this.#segments.pop();
    const created = await OpenSegment.create(this.#options.folder, this.#next);
    this.#segments.push(created.segment);
    this.#open = created;
    return created;
  }

  async #endSegment(): Promise<void> {
    const ended = this.#open;
    this.#open = undefined;
    await ended?.close();
  }

  /** Removes the first segments as long as nothing waits in them. A file that cannot be removed is removed when the log is opened again. */
  async #removeDelivered(): Promise<void> {
    while (true) {
      const [segment] = this.#segments;
      if (segment === undefined || segment.waiting > 0 || segment === this.#open?.segment) return;
      this.#segments.shift();
      this.#offset = 0;
      await (segment.damaged ? putAside(segment.path) : unlink(segment.path)).catch(() => {});
    }
  }
}

/** `undefined` if somebody removed the file: its items count as damaged. */
async function openExisting(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
