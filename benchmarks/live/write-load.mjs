// Writes to a disk without pause, for faults.mjs: `node write-load.mjs FOLDER --duration SECONDS`.
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const [folder, , seconds] = process.argv.slice(2);
const path = join(folder, `write-load-${process.pid}`);
const file = openSync(path, 'w');
const block = Buffer.alloc(4 * 2 ** 20, 1);
const end = Date.now() + 1000 * Number(seconds);
for (let i = 0; Date.now() < end; i++) {
  writeSync(file, block, 0, block.length, (i % 64) * block.length);
  if (i % 16 === 0) fsyncSync(file);
}
closeSync(file);
rmSync(path);
