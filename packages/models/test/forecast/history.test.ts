import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History } from '../../src/forecast/history.js';

function filled(rows: number, limit: number): History {
  const history = new History(2, limit);
  for (let i = 0; i < rows; i++) history.push(1000 * i, [i, -i]);
  return history;
}

describe('history', () => {
  it('holds the latest rows, oldest first, never more than its limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 2, max: 300 }), (rows, limit) => {
        const history = filled(rows, limit);
        const first = rows - history.length;
        expect(history.length).toBeLessThanOrEqual(limit);
        expect(history.length).toBeGreaterThanOrEqual(Math.min(rows, limit / 2));
        expect([...history.times]).toEqual(Array.from(history.times, (_, i) => 1000 * (first + i)));
        expect([...history.values]).toEqual(
          Array.from(history.times, (_, i) => [first + i, -(first + i)]).flat(),
        );
      }),
    );
  });

  it('drops its oldest half when it is full', () => {
    expect(filled(100, 100).length).toBe(100);
    const history = filled(101, 100);
    expect(history.length).toBe(51);
    expect(history.times[0]).toBe(50_000);
  });

  it('keeps which rows are left out with the rows, also when older ones are dropped', () => {
    const history = filled(100, 100);
    history.leaveOut(70);
    history.push(100_000, [100, -100]);
    expect(history.isLeftOut.indexOf(1)).toBe(20);
    expect(history.times[20]).toBe(70_000);
    expect(history.isLeftOut[50]).toBe(0);
  });

  it('takes a row anew where one was left out and dropped', () => {
    const history = filled(100, 100);
    for (let i = 0; i < 100; i++) history.leaveOut(i);
    for (let i = 0; i < 30; i++) history.push(1000 * (100 + i), [0, 0]);
    expect([...history.isLeftOut.subarray(50)]).toEqual(Array(30).fill(0));
  });

  it('keeps missing values, and large ones to the digit', () => {
    const history = new History(2, 10);
    history.push(0, [Number.NaN, 3_000_000_000_001]);
    expect([...history.values]).toEqual([Number.NaN, 3_000_000_000_001]);
  });

  it('goes on from its state as if it had never stopped, at any length', () => {
    for (const rows of [0, 1, 63, 64, 65, 150]) {
      const history = filled(rows, 128);
      const next = new History(2, 128, history.state());
      for (const each of [history, next]) each.push(1e6, [1, 2]);
      expect(next.state()).toEqual(history.state());
    }
  });
});
