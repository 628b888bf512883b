import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FileWindow } from './file-window.js';
import { isTorn, readRecords } from './read-records.js';

/** A file of the log. Items are appended to the last segment and delivered from the first, which is removed when all are delivered. */
export interface Segment {
  readonly path: string;
  /** Number of its first item, which is also its name. */
  readonly first: number;
  /** Length in bytes, without what a failed write may have left behind. */
  end: number;
  /** Items in it that wait. */
  waiting: number;
  /** Something in it cannot be read, so it is put aside instead of removed. */
  damaged: boolean;
}

/** What was found in a segment when the log was opened. */
export interface ScannedSegment {
  readonly segment: Segment;
  /** Number of its last item. */
  readonly last: number;
  /** When its first waiting item was stored. */
  readonly oldest: number | undefined;
  /** Waiting items in it that cannot be read, as far as they can be counted. */
  readonly lost: number;
}

const NAME = /^(\d{16})\.segment$/;

/** The path of the segment that begins with item number `first`. */
export function segmentPath(folder: string, first: number): string {
  return join(folder, `${String(first).padStart(16, '0')}.segment`);
}

/** The numbers of the first items of all segments in a folder, in order. */
export async function listSegments(folder: string): Promise<number[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const numbers = entries.filter((entry) => entry.isFile()).map(({ name }) => NAME.exec(name)?.[1]);
  return numbers
    .filter((number) => number !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * Reads a whole segment. Items up to number `delivered` do not wait. `next` is the number of the first item of the next segment:
 * items with that number or a higher one were left by a failed write and do not count.
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
    // An unreadable end counts as one item. A torn record does not count: its writer never answered `ok`.
    const endsAt = next ?? last + (hasUnreadableEnd ? 2 : 1);
    const expected = Math.max(0, endsAt - Math.max(first, delivered + 1));
    const damaged = endsAt - first > found;
    return { segment: { path, first, end, waiting, damaged }, last, oldest, lost: expected - waiting };
  } finally {
    await file.close();
  }
}
