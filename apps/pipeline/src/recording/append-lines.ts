import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** How many lines are in the file as a whole, and why not all where it is not all. */
export interface Appended {
  readonly written: number;
  readonly error?: unknown;
}

const LINE_FEED = 0x0a;

/**
 * Appends whole lines to a file, which is made when there is none, and so is its folder. When its last line is torn, because
 * a writer was killed or the disk was full, that line is ended first. Nothing stays open: folders may be moved and files
 * removed at any time.
 */
export async function appendLines(path: string, lines: readonly string[]): Promise<Appended> {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  let done = 0;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'a+');
    try {
      const { size } = await file.stat();
      const last = Buffer.alloc(1, LINE_FEED);
      if (size > 0) await file.read(last, 0, 1, size - 1);
      if (last[0] !== LINE_FEED) await file.write('\n');
      // A disk that is about to be full takes a part.
      while (done < bytes.length) done += (await file.write(bytes, done)).bytesWritten;
    } finally {
      await file.close();
    }
    return { written: lines.length };
  } catch (error) {
    const written = bytes.subarray(0, done).reduce((count, byte) => count + Number(byte === LINE_FEED), 0);
    return { written, error };
  }
}
