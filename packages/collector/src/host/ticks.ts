import type { Clock } from '../clock.js';

/** One multiple of the interval on the wall clock. Those that nobody waited for are only counted, in `missed`. */
export interface Tick {
  /** Milliseconds since the epoch, a multiple of the interval. */
  readonly timestamp: number;
  /** Ticks that passed since the previous one: the consumer was busy, or the machine was suspended. */
  readonly missed: number;
  /** More than a tenth of the interval after its time. */
  readonly late: boolean;
  /** The wall clock was set back by more than an interval, so this timestamp may be lower than the one before. */
  readonly clockSetBack: boolean;
}

/** A tick that is yielded later than this share of the interval counts as late. */
const LATE_SHARE = 0.1;

/** The clock is read at least this often, because a timer stands still while the machine sleeps and ignores changes of the clock. */
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
