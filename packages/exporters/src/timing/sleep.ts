/** Waits: resolves after so many milliseconds, or as soon as the signal aborts. Never rejects. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Waits by the real clock. */
export const systemSleep: Sleep = (milliseconds, signal) =>
  new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    if (signal.aborted) wake();
    else signal.addEventListener('abort', wake);
  });

/** Waits for `work`, so many milliseconds at most. Resolves to whether it has ended. */
export async function endsWithin(
  work: Promise<unknown>,
  milliseconds: number,
  sleep: Sleep,
): Promise<boolean> {
  const done = new AbortController();
  const ended = work.then(() => true);
  try {
    return await Promise.race([ended, sleep(milliseconds, done.signal).then(() => false)]);
  } finally {
    done.abort();
  }
}
