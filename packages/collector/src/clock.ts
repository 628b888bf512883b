/** Everything that the collector knows about time. Replace it to test without waiting or to replay. */
export interface Clock {
  /** Wall clock, milliseconds since the epoch. May jump in either direction. */
  now(): number;
  /** Milliseconds since an arbitrary moment; never goes back and ignores changes of the wall clock. */
  monotonic(): number;
  /** Resolves after about `milliseconds`, or as soon as `signal` aborts. Never rejects. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** The real clock of this process. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      signal.addEventListener('abort', wake);
    }),
};
