import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FileWindow } from './file-window.js';
import { isTorn, readRecords } from './read-records.js';

/** A file of the log. Items are appended to the last and delivered from the first, which is removed when nothing in it waits. */
export interface Segment {
  readonly path: string;
  /** Number of the item it begins with, which is its name. */
  readonly first: number;
  /** Bytes of it that count; what a failed write may have left after them does not. */
  end: number;
  /** Items in it that wait. */
  waiting: number;
  /** It holds something that cannot be read, so it is put aside rather than removed. */
  damaged: boolean;
}

/** What a segment turned out to hold when the log was opened. */
export interface ScannedSegment {
  readonly segment: Segment;
  /** Number of its last item. */
  readonly last: number;
  /** When its first item that waits was stored. */
  readonly oldest: number | undefined;
  /** Items that should wait in it and cannot be read, as far as that can be told. */
  readonly lost: number;
}

const pattern = /^(\d{16})\.segment$/;

/** Where the segment lies that begins with an item. */
export function segmentPath(folder: string, first: number): string {
  return join(folder, `${String(first).padStart(16, '0')}.segment`);
}

/** The numbers that the segments of a folder begin with, in order. */
export async function listSegments(folder: string): Promise<number[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const numbers = entries.filter((entry) => entry.isFile()).map(({ name }) => pattern.exec(name)?.[1]);
  return numbers
    .filter((number) => number !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * Reads a segment through. Items up to number `delivered` do not wait. `next` is what the following segment begins with: items from
 * there on are what a failed write left, and were refused.
 */
export async function scanSegment(
  folder: string,
  first: number,
  { next, delivered, longest }: { next: number | undefined; delivered: number; longest: number },
): Promise<ScannedSegment> {
  const path = segmentPath(folder, first);
  const file = await open(path, 'r');
  try {
    const window = new FileWindow(file, (await file.stat()).size);
    let [found, waiting, last, end] = [0, 0, first - 1, 0];
    let oldest: number | undefined;
    for await (const record of readRecords(window, 0, longest)) {
      if (record.sequence >= (next ?? Number.POSITIVE_INFINITY)) break;
      found += 1;
      ({ sequence: last, end } = record);
      if (last <= delivered) continue;
      waiting += 1;
      oldest ??= record.storedAt;
    }
    const hasUnreadableEnd = end < window.end && !(await isTorn(window, end, longest));
    const endsAt = next ?? last + (hasUnreadableEnd ? 2 : 1);
    const expected = Math.max(0, endsAt - Math.max(first, delivered + 1));
    const damaged = endsAt - first > found;
    return { segment: { path, first, end, waiting, damaged }, last, oldest, lost: expected - waiting };
  } finally {
    await file.close();
  }
}
