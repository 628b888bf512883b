import { freemem } from 'node:os';
import type { PressureResult } from './pressure.js';

const megabyte = 2 ** 20;
const chunkMegabytes = 64;
// Beyond this share of what is free, the system would start to kill processes.
const largestShare = 0.9;

/** Holds memory, every page of it written so that it is really taken. */
export function loadMemory(megabytes: number): PressureResult {
  const available = Math.floor((freemem() * largestShare) / megabyte);
  if (megabytes > available) {
    return {
      ok: false,
      message: `--memory ${megabytes} is more than is safe here now: at most ${available} MB`,
    };
  }
  let held: Buffer[] = [];
  for (let taken = 0; taken < megabytes; taken += chunkMegabytes) {
    held.push(Buffer.alloc(Math.min(chunkMegabytes, megabytes - taken) * megabyte, 1));
  }
  return {
    ok: true,
    pressure: {
      name: `${megabytes} MB of memory`,
      async release() {
        held = [];
      },
    },
  };
}
