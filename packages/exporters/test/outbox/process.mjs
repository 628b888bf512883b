// A process with an outbox, for tests that kill it. Arguments: folder, a file for what the sink takes, a file for what was
// stored, the first number to write. Without the last it only keeps the outbox open.
import { deepStrictEqual } from 'node:assert/strict';
import { openSync, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { openOutbox } from '../../dist/outbox/index.js';
import { madeItem } from './made-item.mjs';

const [folder, takenPath, storedPath, first] = process.argv.slice(2);
const taken = openSync(takenPath, 'a');
const stored = openSync(storedPath, 'a');
let isAway = false;

const sink = {
  write(item) {
    if (isAway) return { ok: false, reason: 'stream_failed', error: new Error('away'), dropped: 0 };
    deepStrictEqual(item, madeItem(item.number));
    writeSync(taken, `${item.number}\n`);
    return { ok: true };
  },
  async close() {},
};

const opened = await openOutbox({
  sink,
  folder,
  maxBytes: 512 * 1024,
  batchSize: 20,
  sleep: (milliseconds, signal) => setTimeout(milliseconds / 100, undefined, { signal }).catch(() => {}),
});
writeSync(1, opened.ok ? 'open\n' : `${opened.reason}\n`);
if (!opened.ok) process.exit(1);
if (first === undefined) await setTimeout(60_000);

// The batch that is offered sees one state: it changes between two turns of the event loop.
setInterval(() => {
  isAway = Math.random() < 0.5;
}, 7);
for (let number = Number(first); ; ) {
  const group = Array.from({ length: Math.ceil(Math.random() * 40) }, () => madeItem(number++));
  await Promise.all(
    group.map(async (item) => {
      const written = await opened.outbox.write(item);
      if (written.ok) writeSync(stored, `${item.number}\n`);
    }),
  );
  // Numbers of a group that was not answered must not come again.
  writeSync(1, `${number}\n`);
  await setTimeout(Math.random() * 3);
}
