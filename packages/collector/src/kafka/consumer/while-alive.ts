import type { Clock } from '../../clock.js';
import { CollectorError } from '../../errors.js';
import { within } from '../within.js';

/** The error with which a heartbeat failed. */
export interface HeartbeatFailure {
  readonly error: unknown;
}

/** How to send heartbeats; times in milliseconds. */
export interface HeartbeatOptions {
  readonly interval: number;
  /** A heartbeat that was not answered for this long has failed. */
  readonly timeout: number;
  readonly clock: Clock;
  heartbeat(): Promise<void>;
}

/** Sends heartbeats until `work` has ended. Resolves to the failure if a heartbeat fails before that. */
export async function whileAlive(
  work: Promise<unknown>,
  { interval, timeout, clock, heartbeat }: HeartbeatOptions,
): Promise<HeartbeatFailure | undefined> {
  let failure: HeartbeatFailure | undefined;
  let sent: number | undefined;
  const beat = async () => {
    sent = clock.monotonic();
    try {
      await heartbeat();
    } catch (error) {
      failure = { error };
    }
    sent = undefined;
  };
  while (!(await within(work, interval, clock))) {
    if (failure) return failure;
    // Not awaited: a broker that does not answer must not hide that the work has ended.
    if (sent === undefined) void beat();
    else if (clock.monotonic() - sent > timeout) return { error: noAnswer(timeout) };
  }
  return undefined;
}

function noAnswer(timeout: number): CollectorError {
  return new CollectorError('unreachable', `no heartbeat was answered for ${timeout} ms`);
}
