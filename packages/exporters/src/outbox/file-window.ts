import type { FileHandle } from 'node:fs/promises';
import { systemCode } from '../errors.js';

const WINDOW_BYTES = 256 * 1024;

/** Reads a file forwards, a window at a time, so that memory does not grow with the file. */
export class FileWindow {
  readonly #file: FileHandle;
  /** Where reading ends. The file may be longer. */
  readonly end: number;
  #start = 0;
  #bytes = Buffer.alloc(0);

  constructor(file: FileHandle, end: number) {
    this.#file = file;
    this.end = end;
  }

  /** The `length` bytes from `offset` on; fewer where the file ends. */
  async at(offset: number, length: number): Promise<Buffer> {
    const from = offset - this.#start;
    if (from < 0 || from + length > this.#bytes.length) await this.#fill(offset, length);
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
  }

  /** Allocates a new buffer each time, because callers keep parts of the old one. */
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

  /** Returns 0 at the end of the file. A sector that the disk cannot read counts as the end. */
  async #read(bytes: Buffer, filled: number, offset: number): Promise<number> {
    try {
      return (await this.#file.read(bytes, filled, bytes.length - filled, offset)).bytesRead;
    } catch (error) {
      if (systemCode(error) === 'EIO') return 0;
      throw error;
    }
  }
}
