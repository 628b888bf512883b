import type { Clock } from '../clock.js';

/** Whether `work` settles before the time is over. Never rejects. */
export async function within(work: Promise<unknown>, milliseconds: number, clock: Clock): Promise<boolean> {
  const timer = new AbortController();
  try {
    const ended = work.then(
      () => true,
      () => true,
    );
    return await Promise.race([ended, clock.sleep(milliseconds, timer.signal).then(() => false)]);
  } finally {
    timer.abort();
  }
}
