import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowLog } from '../../src/page/row-log.js';

const limits = { maxRows: 5, maxCharacters: 40, spanMilliseconds: 100 };

describe('RowLog', () => {
  it('keeps the newest rows within all bounds, whatever comes', () => {
    const row = fc.record({
      step: fc.integer({ min: -20, max: 60 }),
      length: fc.integer({ min: 0, max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const log = new RowLog(limits);
        const all: { time: number; text: string }[] = [];
        let time = 1000;
        for (const { step, length } of rows) {
          time += step;
          const text = 'x'.repeat(length);
          all.push({ time, text });
          log.append(time, text);

          const kept = log.read(0, Number.POSITIVE_INFINITY);
          expect(kept).toEqual(all.slice(log.start).map((one) => one.text));
          expect(log.end).toBe(all.length);
          expect(kept.length).toBeLessThanOrEqual(limits.maxRows);
          if (kept.length > 1) {
            expect(kept.join('').length).toBeLessThanOrEqual(limits.maxCharacters);
            expect(time - all[log.start].time).toBeLessThanOrEqual(limits.spanMilliseconds);
          }
        }
      }),
    );
  });

  it('gives every row exactly once to a reader who reads in parts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 12 }), (count, part) => {
        const log = new RowLog({ maxRows: 100, maxCharacters: 1e6, spanMilliseconds: 1e6 });
        for (let i = 0; i < count; i++) log.append(i, `row ${i}`);
        const read: string[] = [];
        while (read.length < log.end) {
          const rows = log.read(read.length, part);
          expect(rows.length).toBeGreaterThan(0);
          read.push(...rows);
        }
        expect(read).toEqual(Array.from({ length: count }, (_, i) => `row ${i}`));
        expect(log.read(log.end, part)).toEqual([]);
      }),
    );
  });

  it('begins with the oldest that is left for a reader who has been away for long', () => {
    const log = new RowLog(limits);
    for (let i = 0; i < 12; i++) log.append(i, `${i}`);
    expect(log.start).toBe(7);
    expect(log.read(2, 1000)).toEqual(['7', '8', '9', '10', '11']);
  });
});
