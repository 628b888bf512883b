import type { FileHandle } from 'node:fs/promises';

const WINDOW_BYTES = 256 * 1024;

/** Reads a file forwards, a window at a time, so that memory does not grow with the file. */
export class FileWindow {
  readonly #file: FileHandle;
  /** Where reading ends, though the file may be longer. */
  readonly end: number;
  #start = 0;
  #bytes = Buffer.alloc(0);

  constructor(file: FileHandle, end: number) {
    this.#file = file;
    this.end = end;
  }

  /** The bytes from `offset` on; fewer than `length` only where the file ends. */
  async at(offset: number, length: number): Promise<Buffer> {
    const from = offset - this.#start;
    if (from < 0 || from + length > this.#bytes.length) await this.#fill(offset, length);
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
  }

  /** What was handed out before stays as it is: each window has a buffer of its own. */
  async #fill(offset: number, length: number): Promise<void> {
    const wanted = Math.max(0, Math.min(Math.max(length, WINDOW_BYTES), this.end - offset));
    const bytes = Buffer.allocUnsafe(wanted);
    let filled = 0;
    while (filled < wanted) {
      const bytesRead = await this.#read(bytes, filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    this.#start = offset;
    this.#bytes = bytes.subarray(0, filled);
  }

  /** A file that somebody cut ends early, and so does one with a sector that the disk cannot read. */
  async #read(bytes: Buffer, filled: number, offset: number): Promise<number> {
    try {
      return (await this.#file.read(bytes, filled, bytes.length - filled, offset)).bytesRead;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EIO') return 0;
      throw error;
    }
  }
}
