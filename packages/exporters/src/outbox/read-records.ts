import type { FileWindow } from './file-window.js';
import { decodeRecord, HEADER_BYTES, MARKER, recordLength, type StoredRecord } from './record.js';

/** A record, and where in the file it ends. */
export interface PlacedRecord extends StoredRecord {
  readonly end: number;
}

const SEARCH_BYTES = 64 * 1024;

/**
 * The records of a file from an offset on. Damage is skipped up to the next whole record; it shows as a gap in `sequence`, or as a
 * last `end` before the end of the file. `longest` is the greatest length of a record.
 */
export async function* readRecords(
  window: FileWindow,
  start: number,
  longest: number,
): AsyncGenerator<PlacedRecord, void, undefined> {
  let offset = start;
  while (offset < window.end) {
    const length = recordLength(await window.at(offset, HEADER_BYTES)) ?? Number.POSITIVE_INFINITY;
    const bytes = length <= longest ? await window.at(offset, length) : undefined;
    const record = bytes?.length === length ? decodeRecord(bytes) : undefined;
    if (record) {
      offset += length;
      yield { ...record, end: offset };
    } else {
      offset = await nextMarker(window, offset + 1);
    }
  }
}

/** Whether the file ends within the record at an offset, as it does after its writer was killed. */
export async function isTorn(window: FileWindow, offset: number, longest: number): Promise<boolean> {
  const header = await window.at(offset, HEADER_BYTES);
  if (header.length < HEADER_BYTES) {
    const isCut = offset + header.length === window.end;
    return isCut && MARKER.subarray(0, header.length).equals(header.subarray(0, MARKER.length));
  }
  const length = recordLength(header);
  return length !== undefined && length <= longest && offset + length > window.end;
}

async function nextMarker(window: FileWindow, from: number): Promise<number> {
  let offset = from;
  while (true) {
    const bytes = await window.at(offset, SEARCH_BYTES);
    const index = bytes.indexOf(MARKER);
    if (index !== -1) return offset + index;
    if (bytes.length < SEARCH_BYTES) return window.end;
    // A marker may begin in these bytes and end in the next.
    offset += bytes.length - (MARKER.length - 1);
  }
}
