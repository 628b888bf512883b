import type { Clock } from '../clock.js';

/** One multiple of the interval on the wall clock that somebody was there to see. */
export interface Tick {
  /** Milliseconds since the epoch, a multiple of the interval. */
  readonly timestamp: number;
  /** Ticks that passed unseen since the one before: the consumer was busy, or the machine was suspended. */
  readonly missed: number;
  /** Seen more than a tenth of the interval after its time. */
  readonly late: boolean;
  /** The wall clock was set back by more than an interval, so this timestamp may be lower than the one before. */
  readonly clockSetBack: boolean;
}

/** Share of the interval by which a tick may be seen after its time without counting as late. */
const LATE_SHARE = 0.1;

/** A timer does not run while the machine sleeps, nor see the wall clock change: look again at least this often. */
const LONGEST_SLEEP_MILLISECONDS = 1000;

/**
 * Yields the multiples of `interval` (milliseconds) on the wall clock until `signal` aborts. The first one is at
 * least half an interval away, so that whatever is measured between ticks has something to measure.
 *
 * Each tick is computed from the clock, never from the tick before plus a timer, so nothing accumulates. Ticks that
 * pass while the consumer is busy are counted, not caught up with. A clock that jumps forward makes missed ticks; one
 * that is set back a little makes a longer wait; one that is set back by more than an interval is followed at once.
 */
export async function* alignedTicks(
  interval: number,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Tick, void, undefined> {
  const tickAtOrAfter = (time: number) => Math.ceil(time / interval) * interval;
  let next = tickAtOrAfter(clock.now() + interval / 2);
  let clockSetBack = false;

  while (!signal.aborted) {
    const now = clock.now();
    const remaining = next - now;
    if (remaining > 2 * interval) {
      next = tickAtOrAfter(now + interval / 2);
      clockSetBack = true;
    } else if (remaining > 0) {
      await clock.sleep(Math.min(remaining, LONGEST_SLEEP_MILLISECONDS), signal);
    } else {
      const timestamp = Math.floor(now / interval) * interval;
      const missed = (timestamp - next) / interval;
      yield { timestamp, missed, late: now - timestamp > LATE_SHARE * interval, clockSetBack };
      next = timestamp + interval;
      clockSetBack = false;
    }
  }
}
