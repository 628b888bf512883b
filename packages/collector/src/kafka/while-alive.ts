import type { Clock } from '../clock.js';
import { CollectorError } from '../errors.js';
import { within } from './within.js';

/** What a heartbeat was answered. */
export interface HeartbeatFailure {
  readonly error: unknown;
}

/** How a member says that it is alive; times in milliseconds. */
export interface Pulse {
  readonly interval: number;
  /** Without an answer for that long, the group has gone on. */
  readonly timeout: number;
  readonly clock: Clock;
  heartbeat(): Promise<void>;
}

/** Waits until `work` has ended, and says meanwhile that this member is alive. Gives the failure if that fails before. */
export async function whileAlive(
  work: Promise<unknown>,
  { interval, timeout, clock, heartbeat }: Pulse,
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
    // Not waited for: a broker that does not answer must not keep this from seeing that the work has ended.
    if (sent === undefined) void beat();
    else if (clock.monotonic() - sent > timeout) return { error: noAnswer(timeout) };
  }
  return undefined;
}

function noAnswer(timeout: number): CollectorError {
  return new CollectorError('unreachable', `no heartbeat was answered for ${timeout} ms`);
}
