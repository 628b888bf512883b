import { type FileHandle, open, unlink } from 'node:fs/promises';
import { FileWindow } from './file-window.js';
import { asidePath, putAside, syncFolder } from './folder.js';
import { Position } from './position.js';
import { type PlacedRecord, readRecords } from './read-records.js';
import { encodeRecords, HEADER_BYTES, type StoredRecord } from './record.js';
import { listSegments, type Segment, scanSegment, segmentPath } from './segment.js';

/** What a log is told. */
export interface LogOptions<Item> {
  readonly folder: string;
  /** A new file is begun when the last has so many bytes, and no item may have more. */
  readonly segmentBytes: number;
  readonly decode: (payload: Buffer) => Item;
  /** `items` that waited in a file cannot be read; the file is put aside there once the others are delivered. */
  readonly onDamage: (items: number, path: string) => void;
}

/** An item that waits, and its place. */
export interface WaitingItem<Item> extends Omit<PlacedRecord, 'payload'> {
  readonly item: Item;
}

/** One read takes so many bytes of items, and the item that exceeds them. */
const READ_BYTES = 1024 * 1024;

/**
 * Items on disk in the order they were appended, in files that are removed from the front. Knows how many wait, not what they are.
 * One call of `append` at a time, and one of `read` or `release` at a time; either may go on beside the other.
 */
export class SegmentedLog<Item> {
  readonly #options: LogOptions<Item>;
  readonly #position: Position;
  readonly #longest: number;
  /** Oldest first. Only the last may be appended to, and the first is where reading goes on, at `#offset`. */
  readonly #segments: Segment[] = [];
  #offset = 0;
  #appending: { readonly segment: Segment; readonly file: FileHandle } | undefined;
  #delivered = 0;
  #next = 1;
  #size = 0;
  #oldest: number | undefined;
  #closed = false;

  private constructor(options: LogOptions<Item>) {
    this.#options = options;
    this.#position = new Position(options.folder);
    this.#longest = HEADER_BYTES + options.segmentBytes;
  }

  /** Reads all that is there once, and reports what of it cannot be read. */
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
      // What cannot be read has had a number too, and its file keeps its name until it is put aside.
      log.#next = Math.max(log.#next, last + 1, segment.damaged ? first + 1 : first);
      if (lost > 0) options.onDamage(lost, asidePath(segment.path));
    }
    await log.#removeDelivered();
    return log;
  }

  /** Items that wait. */
  get size(): number {
    return this.#size;
  }

  /** Bytes on disk, with those of delivered items whose file is not removed yet. */
  get bytes(): number {
    return this.#segments.reduce((sum, { end }) => sum + end, 0);
  }

  /** When the first item that waits was stored, milliseconds since 1970. */
  get oldestStoredAt(): number | undefined {
    return this.#size > 0 ? this.#oldest : undefined;
  }

  /** Resolves when the items are safe. Rejects when the disk refuses; then none of them is stored. */
  async append(items: readonly Omit<StoredRecord, 'sequence'>[]): Promise<void> {
    const { segment, file } = await this.#appendable();
    const bytes = encodeRecords(items, this.#next);
    try {
      await writeAll(file, bytes, segment.end);
      await file.datasync();
    } catch (error) {
      await this.#abandon();
      throw error;
    }
    if (this.#size === 0) this.#oldest = items[0]?.storedAt;
    segment.end += bytes.length;
    segment.waiting += items.length;
    this.#size += items.length;
    this.#next += items.length;
  }

  /** The first items that wait, `most` at most; the same again until they are released. Empty when none waits. */
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

  /** The first `count` of the items that were read have been delivered. */
  async release(items: readonly WaitingItem<Item>[], count: number): Promise<void> {
    const [segment] = this.#segments;
    const last = items[count - 1];
    if (segment === undefined || last === undefined || this.#closed) return;
    segment.waiting -= count;
    this.#size -= count;
    this.#offset = last.end;
    this.#delivered = last.sequence;
    this.#oldest = (items[count] ?? last).storedAt;
    // A disk that refuses costs a second delivery after a restart, no more; and removing files gives it room.
    await this.#position.write(last.sequence).catch(() => {});
    await this.#removeDelivered();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#endFile();
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
        const decoded = attempt(() => this.#options.decode(payload));
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

  #lose(segment: Segment, items: number): void {
    if (items === 0) return;
    segment.waiting -= items;
    segment.damaged = true;
    this.#size -= items;
    this.#options.onDamage(items, asidePath(segment.path));
  }

  async #appendable(): Promise<{ readonly segment: Segment; readonly file: FileHandle }> {
    if (this.#appending && this.#appending.segment.end >= this.#options.segmentBytes) await this.#endFile();
    if (this.#appending) return this.#appending;
    if (this.#closed) throw new Error('the log is closed');
    const path = segmentPath(this.#options.folder, this.#next);
    // A process that was killed before its first item was stored has left a file of this name: it is the same file, and must not be
    // removed as one in which nothing waits.
    if (this.#segments.at(-1)?.first === this.#next) this.#segments.pop();
    const file = await open(path, 'w');
    try {
      await syncFolder(this.#options.folder);
    } catch (error) {
      await file.close();
      throw error;
    }
    const segment = { path, first: this.#next, end: 0, waiting: 0, damaged: false };
    this.#segments.push(segment);
    this.#appending = { segment, file };
    return this.#appending;
  }

  async #endFile(): Promise<void> {
    const file = this.#appending?.file;
    this.#appending = undefined;
    await file?.close();
  }

  /** What a write that failed has left is cut off, and never appended to: nobody knows what of it reached the disk. */
  async #abandon(): Promise<void> {
    if (this.#appending === undefined) return;
    const { segment, file } = this.#appending;
    await file.truncate(segment.end).catch(() => {});
    if (segment.end === 0) this.#segments.pop();
    await this.#endFile().catch(() => {});
  }

  /** Files in which nothing waits go, but for the one that is appended to. One that cannot be removed is tried again when the log is opened. */
  async #removeDelivered(): Promise<void> {
    while (true) {
      const [segment] = this.#segments;
      if (segment === undefined || segment.waiting > 0 || segment === this.#appending?.segment) return;
      this.#segments.shift();
      this.#offset = 0;
      await (segment.damaged ? putAside(segment.path) : unlink(segment.path)).catch(() => {});
    }
  }
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0;
  // A disk that is about to be full takes a part.
  while (done < bytes.length) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

/** A file that somebody removed reads like one that is damaged. */
async function openExisting(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function attempt<Value>(make: () => Value): { readonly value: Value } | undefined {
  try {
    return { value: make() };
  } catch {
    return undefined;
  }
}
