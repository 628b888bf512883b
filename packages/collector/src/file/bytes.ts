import { once } from 'node:events';
import { createReadStream, type ReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CollectorError, messageOf } from '../errors.js';

const CHUNK_BYTES = 256 * 1024;

/** First bytes of formats that are not read, but are likely to be tried. */
const unsupportedFormats: readonly (readonly [magic: string, what: string])[] = [
  ['PK\x03\x04', 'a spreadsheet or zip archive'],
  ['PAR1', 'a Parquet file'],
  ['\x28\xb5\x2f\xfd', 'compressed with zstd'],
  ['\xfd7zXZ', 'compressed with xz'],
  ['BZh', 'compressed with bzip2'],
  ['SQLite format 3', 'an SQLite database'],
];

/**
 * The bytes of a file, decompressed when it begins like gzip, whatever its name. Ends early when `signal` aborts.
 * Throws a {@link CollectorError} with code `file_unreadable`.
 */
export async function* fileBytes(
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES, ...(signal && { signal }) });
  try {
    const head = await beginning(file);
    const known = unsupportedFormats.find(([magic]) => head.startsWith(magic));
    if (known) throw unreadable(path, `it is ${known[1]}; export it as CSV or JSON lines, plain or gzipped`);
    yield* head.startsWith('\x1f\x8b') ? decompressed(file) : file;
  } catch (error) {
    if (signal?.aborted) return;
    if (error instanceof CollectorError) throw error;
    throw unreadable(path, messageOf(error), error);
  } finally {
    file.destroy();
  }
}

/** The first bytes, as one character each. They stay in the stream. */
async function beginning(file: ReadStream): Promise<string> {
  await once(file, 'readable');
  const chunk: unknown = file.read();
  if (!(chunk instanceof Buffer)) return '';
  file.unshift(chunk);
  return chunk.toString('latin1', 0, 16);
}

function decompressed(file: ReadStream): Readable {
  // Errors reach whoever reads the returned stream; without a callback they would also be thrown as uncaught.
  return pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => {});
}

function unreadable(path: string, why: string, cause?: unknown): CollectorError {
  return new CollectorError('file_unreadable', `${path} cannot be read: ${why}`, { cause });
}
