import { open, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { MlflowError } from '../../errors.js';
import { hasCode } from './files.js';

/** A lock that is older belongs to a process that has died. */
const staleMilliseconds = 10_000;
const timeoutMilliseconds = 30_000;

/** Does `work` while no other process does, by a file that only one can make. MLflow itself does not heed it. */
export async function withFileLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const deadline = performance.now() + timeoutMilliseconds;
  while (!(await acquire(path))) {
    if (performance.now() > deadline)
      throw new MlflowError('TEMPORARILY_UNAVAILABLE', `${path} is held by another process`);
    await sleep(5 + Math.random() * 20);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function acquire(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  const held = await stat(path).catch(() => undefined);
  // The age by the clock of the file system, which other machines may share.
  if (held !== undefined && Date.now() - held.mtimeMs > staleMilliseconds) await rm(path, { force: true });
  return false;
}
