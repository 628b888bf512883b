import { say, type Terminal } from '../terminal/terminal.js';

/** Why a command ends early. */
export type StopReason = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'duration';

/**
 * Runs an action with a signal that aborts on SIGINT, SIGTERM or SIGHUP, and after the duration. A second SIGINT ends the process at
 * once, for when stopping itself hangs.
 */
export async function untilStopped<T>(
  terminal: Terminal,
  durationSeconds: number | null,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const stop = (reason: StopReason): void => {
    if (controller.signal.aborted && reason === 'SIGINT') process.exit(130);
    if (reason !== 'duration') say(terminal, `${reason}: stopping`);
    controller.abort(reason);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, stop);
  const timer =
    durationSeconds === null ? undefined : setTimeout(() => stop('duration'), durationSeconds * 1000);
  try {
    return await action(controller.signal);
  } finally {
    clearTimeout(timer);
    for (const name of signals) process.off(name, stop);
  }
}

/**
 * Ends the process as soon as its output is written, with the exit code that is set. What else is still going on is not waited for: a
 * client of Kafka goes on for twenty seconds with a broker that does not answer, also after it was told to leave.
 */
export function exitWhenWritten({ out, err }: Terminal): void {
  out.write('', () => err.write('', () => process.exit()));
}
