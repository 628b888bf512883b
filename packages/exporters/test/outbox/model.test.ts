import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { Outbox } from '../../src/outbox/index.js';
import { ManualTimers, MemorySink, opened, range, temporaryFolder, writeAll } from './support.js';

/** What the sink takes. */
const behaviours = {
  all: () => true,
  none: () => false,
  even: (item: number) => item % 2 === 0,
};

type Step =
  | { readonly kind: 'write'; readonly count: number }
  | { readonly kind: 'sink'; readonly takes: keyof typeof behaviours }
  | { readonly kind: 'retry' | 'reopen' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), count: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('sink' as const), takes: fc.constantFrom('all', 'none', 'even') }),
  fc.record({ kind: fc.constantFrom('retry' as const, 'reopen' as const) }),
);

/** Most items that may wait; some sequences reach it. */
const MOST = 150;

it('keeps to a list in memory, whatever is done to it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const timers = new ManualTimers();
      const sink = new MemorySink<number>(behaviours.none);
      const options = {
        sink,
        folder: await temporaryFolder(),
        maxItems: MOST,
        maxBytes: 65_536,
        batchSize: 10,
        ...timers,
      };
      const open = async (): Promise<Outbox<number>> => (await opened(options)).outbox;
      let outbox = await open();
      let [next, dropped] = [0, 0];
      const stored: number[] = [];
      const waiting = () => stored.filter((item) => !sink.taken.includes(item)).length;

      for (const action of [...steps, { kind: 'sink', takes: 'all' } as const]) {
        if (action.kind === 'write') {
          const room = MOST - outbox.size;
          const taken = await writeAll(outbox, range(next, next + action.count));
          // More have room where some are delivered meanwhile.
          expect(taken.length).toBeGreaterThanOrEqual(Math.min(action.count, room));
          dropped += action.count - taken.length;
          next += action.count;
          stored.push(...taken);
        } else if (action.kind === 'sink') {
          sink.takes = behaviours[action.takes];
          timers.ring();
        } else if (action.kind === 'retry') {
          timers.ring();
        } else {
          await outbox.close();
          expect(outbox.dropped).toBe(dropped);
          dropped = 0;
          const before = waiting();
          outbox = await open();
          // Those that were taken ahead of one that was refused are known to be taken by the process before only.
          expect(outbox.size).toBeGreaterThanOrEqual(before);
          expect(outbox.size).toBeLessThan(before + options.batchSize);
        }
      }
      await vi.waitFor(() => {
        timers.ring();
        expect(outbox.size).toBe(0);
      });
      expect([...new Set(sink.taken)].sort((a, b) => a - b)).toEqual(stored);
      // Taken in order but for those ahead of a refused one, which are of its batch.
      for (const [index, item] of sink.taken.entries()) {
        const later = sink.taken.slice(index).filter((other) => other < item);
        expect(later.length).toBeLessThan(options.batchSize * 2);
      }
      if (!steps.some((action) => action.kind === 'sink' && action.takes === 'even')) {
        expect(sink.taken).toEqual(stored);
      }
      expect(outbox.dropped).toBe(dropped);
      await outbox.close();
    }),
    { numRuns: 60 },
  );
}, 60_000);
