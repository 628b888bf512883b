import { crc32 } from 'node:zlib';

/** An item as it is stored on disk. */
export interface StoredRecord {
  /** 1, 2, 3, … for as long as the folder exists. */
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly storedAt: number;
  readonly payload: Buffer;
}

/** Begins each record, so that the next one can be found after damage. The last byte is the version of this layout. */
export const MARKER = Buffer.from([0xad, 0x0b, 0x78, 1]);

/** Marker, checksum, length of the payload, sequence, time. The checksum covers everything after it. */
export const HEADER_BYTES = 28;

const CHECKSUM_AT = 4;
const CHECKED_FROM = 8;
const LENGTH_AT = 8;
const SEQUENCE_AT = 12;
const STORED_AT = 20;

/** Encodes items as consecutive records. The first gets the number `sequence`. */
export function encodeRecords(items: readonly Omit<StoredRecord, 'sequence'>[], sequence: number): Buffer {
  const total = items.reduce((sum, { payload }) => sum + HEADER_BYTES + payload.length, 0);
  const bytes = Buffer.allocUnsafe(total);
  let offset = 0;
  for (const [index, { storedAt, payload }] of items.entries()) {
    const record = bytes.subarray(offset, offset + HEADER_BYTES + payload.length);
    record.set(MARKER);
    record.writeUInt32LE(payload.length, LENGTH_AT);
    record.writeDoubleLE(sequence + index, SEQUENCE_AT);
    record.writeDoubleLE(storedAt, STORED_AT);
    record.set(payload, HEADER_BYTES);
    record.writeUInt32LE(crc32(record.subarray(CHECKED_FROM)), CHECKSUM_AT);
    offset += record.length;
  }
  return bytes;
}

/** Length of the record that begins with these bytes; `undefined` if none does. */
export function recordLength(header: Buffer): number | undefined {
  const isWhole = header.length >= HEADER_BYTES && header.subarray(0, MARKER.length).equals(MARKER);
  return isWhole ? HEADER_BYTES + header.readUInt32LE(LENGTH_AT) : undefined;
}

/** The record in these bytes; `undefined` if they are damaged. */
export function decodeRecord(bytes: Buffer): StoredRecord | undefined {
  if (crc32(bytes.subarray(CHECKED_FROM)) !== bytes.readUInt32LE(CHECKSUM_AT)) return undefined;
  return {
    sequence: bytes.readDoubleLE(SEQUENCE_AT),
    storedAt: bytes.readDoubleLE(STORED_AT),
    payload: bytes.subarray(HEADER_BYTES),
  };
}
