import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignedTicks, type Tick } from '../../src/host/ticks.js';
import { FakeClock } from '../support/fake-clock.js';

const START = 1_700_000_000_000;

/** Takes one tick after each piece of `work`, which runs while the ticks wait for their consumer. */
async function ticksAfter(clock: FakeClock, interval: number, work: (() => void)[]): Promise<Tick[]> {
  const ticks = alignedTicks(interval, clock, new AbortController().signal);
  const seen: Tick[] = [];
  for (const step of work) {
    step();
    const { value } = await ticks.next();
    if (value) seen.push(value);
  }
  await ticks.return();
  return seen;
}

const nothing = () => {};

describe('alignedTicks', () => {
  it('yields the multiples of the interval on the wall clock', async () => {
    const clock = new FakeClock(START + 1234);
    const ticks = await ticksAfter(clock, 5000, [nothing, nothing, nothing]);
    expect(ticks).toEqual(
      [5000, 10_000, 15_000].map((after) => ({
        timestamp: START + after,
        missed: 0,
        late: false,
        clockSetBack: false,
      })),
    );
  });

  it('leaves out a first tick that is less than half an interval away', async () => {
    const [first] = await ticksAfter(new FakeClock(START + 2501), 5000, [nothing]);
    expect(first.timestamp).toBe(START + 10_000);
  });

  it('skips and counts the ticks that pass while the consumer is busy', async () => {
    const clock = new FakeClock(START);
    const [, second, third] = await ticksAfter(clock, 1000, [nothing, () => clock.spend(3500), nothing]);
    expect(second).toMatchObject({ timestamp: START + 4000, missed: 2, late: true });
    expect(third).toMatchObject({ timestamp: START + 5000, missed: 0, late: false });
  });

  it('yields one tick, not a burst, when the machine wakes up after eight hours', async () => {
    const clock = new FakeClock(START);
    const eightHours = 8 * 3600_000;
    const suspend = () => clock.stepWallClock(eightHours, 200);
    const [, second, third] = await ticksAfter(clock, 15_000, [nothing, suspend, nothing]);
    expect(second.missed).toBe(eightHours / 15_000 - 1);
    expect(third.timestamp - second.timestamp).toBe(15_000);
    expect(third.missed).toBe(0);
  });

  it('waits a little longer when the wall clock is set back a little', async () => {
    const clock = new FakeClock(START);
    const [first, second] = await ticksAfter(clock, 1000, [nothing, () => clock.stepWallClock(-900)]);
    expect(second.timestamp - first.timestamp).toBe(1000);
    expect(second.clockSetBack).toBe(false);
    expect(clock.monotonic()).toBe(2900);
  });

  it('follows a wall clock that is set back an hour, and says so', async () => {
    const clock = new FakeClock(START);
    const setBack = () => clock.stepWallClock(-3600_000, 500);
    const [first, second, third] = await ticksAfter(clock, 1000, [nothing, setBack, nothing]);
    expect(second.clockSetBack).toBe(true);
    expect(second.timestamp - first.timestamp).toBeLessThanOrEqual(-3600_000 + 3000);
    expect(third).toMatchObject({ timestamp: second.timestamp + 1000, missed: 0, clockSetBack: false });
    expect(clock.monotonic()).toBeLessThan(5000);
  });

  it('ends when the signal aborts while it waits', async () => {
    const abort = new AbortController();
    const clock = new FakeClock(START);
    const ticks = alignedTicks(60_000, clock, abort.signal);
    const next = ticks.next();
    abort.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(clock.sleeping).toBe(0);
  });

  it('does not drift and counts every tick, however long the consumer takes', async () => {
    const busy = fc.double({ min: 0, max: 3.5, noNaN: true });
    const forward = fc.oneof(
      { weight: 4, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 50, max: 90_000 }),
        fc.nat(1e12),
        fc.array(fc.tuple(busy, forward), { minLength: 1, maxLength: 30 }),
        async (interval, start, turns) => {
          const clock = new FakeClock(start);
          const work = turns.map(([share, jump]) => () => {
            clock.spend(Math.round(share * interval));
            clock.stepWallClock(jump * interval, 10);
          });
          const ticks = await ticksAfter(clock, interval, work);
          const timestamps = ticks.map((tick) => tick.timestamp);
          expect(timestamps.every((timestamp) => timestamp % interval === 0)).toBe(true);
          expect(new Set(timestamps).size).toBe(ticks.length);
          expect(timestamps).toEqual([...timestamps].sort((a, b) => a - b));
          const missed = ticks.slice(1).reduce((sum, tick) => sum + tick.missed, 0);
          const elapsed = (timestamps[timestamps.length - 1] - timestamps[0]) / interval + 1;
          expect(ticks.length + missed).toBe(elapsed);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('neither bursts nor stalls while the wall clock jumps in both directions', async () => {
    const busy = fc.double({ min: 0, max: 3.5, noNaN: true });
    const jump = fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.double({ min: -2.5, max: 2.5, noNaN: true }) },
      { weight: 1, arbitrary: fc.integer({ min: -10_000, max: 10_000 }) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 50, max: 90_000 }),
        fc.array(fc.tuple(busy, jump, fc.nat(2000)), { minLength: 1, maxLength: 30 }),
        async (interval, turns) => {
          const clock = new FakeClock(START);
          const ticks = alignedTicks(interval, clock, new AbortController().signal);
          let last = (await ticks.next()).value as Tick;
          for (const [share, jump, delay] of turns) {
            clock.spend(Math.round(share * interval));
            clock.stepWallClock(Math.round(jump * interval), delay);
            const asked = clock.monotonic();
            const tick = (await ticks.next()).value as Tick;
            expect(tick.timestamp).toBe(Math.floor(clock.now() / interval) * interval);
            expect(clock.monotonic() - asked).toBeLessThanOrEqual(4 * interval);
            if (!tick.clockSetBack) {
              expect((tick.timestamp - last.timestamp) / interval).toBe(1 + tick.missed);
            }
            last = tick;
          }
          await ticks.return();
        },
      ),
      { numRuns: 60 },
    );
  });
});
