import { type FileHandle, open } from 'node:fs/promises';
import { syncFolder } from './folder.js';
import { type Segment, segmentPath } from './segment.js';

/** The segment that items are appended to. */
export class OpenSegment {
  readonly segment: Segment;
  readonly #file: FileHandle;

  private constructor(segment: Segment, file: FileHandle) {
    this.segment = segment;
    this.#file = file;
  }

  /** Creates the file of the segment that begins with item number `first`. */
  static async create(folder: string, first: number): Promise<OpenSegment> {
    const path = segmentPath(folder, first);
    const file = await open(path, 'w');
    try {
      await syncFolder(folder);
    } catch (error) {
      await file.close();
      throw error;
    }
    return new OpenSegment({ path, first, end: 0, waiting: 0, damaged: false }, file);
  }

  /** Resolves when the items, encoded as `bytes`, are safe on the disk. If it rejects, none of them counts as stored. */
  async append(bytes: Buffer, items: number): Promise<void> {
    const { segment } = this;
    try {
      await writeAll(this.#file, bytes, segment.end);
      await this.#file.datasync();
    } catch (error) {
      await this.#file.truncate(segment.end).catch(() => {});
      throw error;
    }
    segment.end += bytes.length;
    segment.waiting += items;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0;
  // A disk that is almost full may write only a part.
  while (done < bytes.length) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}
