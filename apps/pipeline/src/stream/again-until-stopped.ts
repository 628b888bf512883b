import { setTimeout as sleep } from 'node:timers/promises';

const [shortestPause, longestPause] = [1000, 30_000];
/** Who has worked for so long begins with a short pause again. */
const longEnough = 60_000;

/**
 * Does something until the signal comes, again after each failure and a pause that doubles. `onFailure` hears of each, and of the
 * milliseconds until it begins again.
 */
export async function againUntilStopped(
  work: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
  onFailure: (error: unknown, pause: number) => void,
): Promise<void> {
  let pause = shortestPause;
  while (!signal.aborted) {
    const begun = performance.now();
    try {
      await work(signal);
    } catch (error) {
      if (signal.aborted) return;
      if (performance.now() - begun > longEnough) pause = shortestPause;
      onFailure(error, pause);
      await sleep(pause, undefined, { signal }).catch(() => {});
      pause = Math.min(longestPause, 2 * pause);
    }
  }
}
