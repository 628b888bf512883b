import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { injectFaults } from '../../src/evaluation/inject-faults.js';

const rows = Array.from({ length: 400 }, (_, i) => [20 + Math.sin(i), 50 + Math.cos(i), 7]);

describe('injected faults', () => {
  it('change the labelled rows of their column and nothing else', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 2, max: 60 }),
        (seed, faults, longest) => {
          const faulty = injectFaults(rows, { seed, faults, longest });
          expect(faulty.faults).toHaveLength(faults);
          const touched = new Set(
            faulty.faults.flatMap(({ start, end, column }) =>
              Array.from({ length: end - start }, (_, k) => 3 * (start + k) + column),
            ),
          );
          const labelled = new Set([...touched].map((at) => Math.floor(at / 3)));
          expect(labelled).toEqual(new Set([...faulty.labels.keys()].filter((i) => faulty.labels[i] === 1)));
          rows.flat().forEach((value, at) => {
            if (!touched.has(at)) expect(faulty.rows.data[at]).toBe(value);
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('have a stretch of their own', () => {
    const { faults } = injectFaults(rows, { faults: 100 });
    for (let i = 1; i < faults.length; i++) expect(faults[i].start).toBeGreaterThanOrEqual(faults[i - 1].end);
  });

  it.each(['spike', 'level_shift', 'ramp', 'flat_line'] as const)(
    'have the shape of their kind: %s',
    (kind) => {
      const { faults, rows: faulty } = injectFaults(rows, { kinds: [kind], faults: 20, seed: 3 });
      for (const { column, start, end, size } of faults) {
        const changes = Array.from(
          { length: end - start },
          (_, k) => faulty.data[3 * (start + k) + column] - rows[start + k][column],
        );
        if (kind === 'spike') expect(changes.length).toBeLessThanOrEqual(3);
        if (kind === 'flat_line') {
          expect(
            new Set(changes.map((change, k) => (change + rows[start + k][column]).toFixed(9))).size,
          ).toBe(1);
        } else {
          expect(changes.at(-1)).toBeCloseTo(size);
          expect(Math.abs(size)).toBeGreaterThan(column === 2 ? 0.2 : 2.8);
        }
        if (kind === 'ramp') expect(Math.abs(changes[0])).toBeLessThan(Math.abs(size));
        if (kind === 'level_shift') expect(changes[0]).toBeCloseTo(size);
      }
    },
  );

  it('are the same for the same seed, and others for another', () => {
    expect(injectFaults(rows, { seed: 5 })).toEqual(injectFaults(rows, { seed: 5 }));
    expect(injectFaults(rows, { seed: 5 }).faults).not.toEqual(injectFaults(rows, { seed: 6 }).faults);
  });

  it('leave missing values missing, and the rows they were given as they were', () => {
    const holes = rows.map((row, i) => (i % 2 === 0 ? [Number.NaN, row[1], row[2]] : row));
    const before = structuredClone(holes);
    const { rows: faulty } = injectFaults(holes, { faults: 50 });
    expect(holes).toEqual(before);
    for (let i = 0; i < holes.length; i += 2) expect(faulty.data[3 * i]).toBeNaN();
  });

  it('of no rows are none; of one row there can be one', () => {
    expect(injectFaults([], { faults: 1 }).faults).toEqual([]);
    expect(injectFaults([[1, 2]]).faults).toHaveLength(1);
  });

  it.each([
    [{ faults: -1 }, 'faults'],
    [{ longest: 1 }, 'longest'],
    [{ smallest: 0 }, 'smallest'],
    [{ smallest: 5, largest: 4 }, 'largest'],
    [{ kinds: ['storm'] }, 'kinds'],
    [{ sed: 1 }, 'sed'],
  ])('refuse %j', (options, name) => {
    expect(() => injectFaults(rows, options as object)).toThrow(name);
  });
});
