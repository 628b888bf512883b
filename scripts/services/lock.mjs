// One `up` or `down` at a time per checkout. A lock whose holder has died is taken over.
import { readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pause, say } from './process.mjs';
import { home } from './state.mjs';

const lockFile = join(home, 'lock');

/** Runs `work` while holding the checkout's lock; waits for another holder to finish first. */
export async function withLock(work) {
  for (let told = false; !acquire(); ) {
    const pid = holder();
    if (pid === undefined) continue; // released meanwhile
    if (isAlive(pid)) {
      if (!told) say(`waiting for another run of this script (pid ${pid}) to finish`);
      told = true;
      await pause(250);
    } else {
      rmSync(lockFile, { force: true });
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

/** A symbolic link that points at the pid: made in one step, with its content, even when the disk is full. */
function acquire() {
  try {
    symlinkSync(String(process.pid), lockFile);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

function holder() {
  try {
    return Number(readlinkSync(lockFile));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
