import { cpu } from './cpu.js';
import { disk } from './disk.js';
import { diskIo } from './disk-io.js';
import { load } from './load.js';
import { memory } from './memory.js';
import { network } from './network.js';
import type { HostFeature, Reader } from './reader.js';
import { swap } from './swap.js';

/** Every feature that the host source can read by itself, in the order in which values appear in a sample. */
export const readers: Readonly<Record<HostFeature, Reader>> = {
  cpu,
  memory,
  disk,
  load,
  swap,
  disk_io: diskIo,
  network,
};
