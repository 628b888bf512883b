import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

const SLOT_BYTES = 16;
const SLOTS = 2;

/**
 * The number of the last delivered item, in a file with two slots that are overwritten in turn. If a write is cut off, the other
 * slot stays valid, and the file needs no further space on a full disk. It is not flushed: after a power failure items may be
 * delivered twice, but none is lost.
 */
export class Position {
  readonly #path: string;
  #turn = 0;

  constructor(folder: string) {
    this.#path = join(folder, 'delivered');
  }

  /** 0 if nothing was delivered yet, or neither slot can be read. */
  async read(): Promise<number> {
    const bytes = await readFile(this.#path).catch(() => Buffer.alloc(0));
    const slots = Array.from({ length: SLOTS }, (_, slot) =>
      decodeSlot(bytes.subarray(slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES)),
    );
    const latest = Math.max(...slots);
    this.#turn = (slots.indexOf(latest) + 1) % SLOTS;
    return latest;
  }

  /** Rejects when the disk refuses. */
  async write(sequence: number): Promise<void> {
    const slot = Buffer.alloc(SLOT_BYTES);
    slot.writeDoubleLE(sequence, 0);
    slot.writeUInt32LE(crc32(slot.subarray(0, 8)), 8);
    const file = await open(this.#path, constants.O_RDWR | constants.O_CREAT);
    try {
      await file.write(slot, 0, SLOT_BYTES, this.#turn * SLOT_BYTES);
    } finally {
      await file.close();
    }
    this.#turn = (this.#turn + 1) % SLOTS;
  }
}

function decodeSlot(slot: Buffer): number {
  if (slot.length < SLOT_BYTES || crc32(slot.subarray(0, 8)) !== slot.readUInt32LE(8)) return 0;
  return slot.readDoubleLE(0);
}
