import type { Clock } from '../clock.js';
import { within } from './within.js';

/** What a heartbeat was answered. */
export interface HeartbeatFailure {
  readonly error: unknown;
}

/** Waits until `work` has ended, and says meanwhile that this member is alive. Gives the failure if that fails before. */
export async function whileAlive(
  work: Promise<unknown>,
  heartbeat: () => Promise<void>,
  interval: number,
  clock: Clock,
): Promise<HeartbeatFailure | undefined> {
  let failure: HeartbeatFailure | undefined;
  let isBeating = false;
  const beat = async () => {
    isBeating = true;
    try {
      await heartbeat();
    } catch (error) {
      failure = { error };
    }
    isBeating = false;
  };
  while (!(await within(work, interval, clock))) {
    if (failure) return failure;
    // Not waited for: a broker that does not answer must not keep this from seeing that the work has ended.
    if (!isBeating) void beat();
  }
  return undefined;
}
