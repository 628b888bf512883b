import { describe, expect, it } from 'vitest';
import { decodeJson, encodeJson } from '../../src/codec.js';
import { decodeForecasterState } from '../../src/forecast/decode-state.js';
import { Forecaster } from '../../src/forecast/forecaster.js';
import { createRandom } from '../../src/random.js';

const second = 1000;
const rules = [{ fullScale: 100 }, { fullScale: 100 }];

/** Rows of two features, one of which follows the other. */
function createRows(count: number, seed = 1): number[][] {
  const random = createRandom(seed);
  let load = 0;
  return Array.from({ length: count }, () => {
    load = 0.7 * load + random.uniform() + random.uniform() - 1;
    return [20 + 5 * load, 50 + 2 * load + random.uniform()];
  });
}

/** Learns again whenever it is due; gives the scores, and after how many rows it learned. */
function run(forecaster: Forecaster, rows: readonly (readonly number[])[], start = 0, interval = second) {
  const fits: number[] = [];
  const scores = rows.map((row, i) => {
    if (forecaster.refit()) fits.push(start + i);
    return forecaster.push((start + i) * interval, row, 0, true).score;
  });
  return { scores, fits };
}

const resume = (forecaster: Forecaster) =>
  new Forecaster(
    rules,
    decodeForecasterState(JSON.parse(JSON.stringify(encodeJson(forecaster.state()))), rules.length),
  );

describe('forecaster', () => {
  it('learns after 10 rows, again at each doubling, and no more once the next would be beyond 5,000', () => {
    const forecaster = new Forecaster(rules);
    const { scores, fits } = run(forecaster, createRows(11_000));
    expect(fits).toEqual([10, 20, 40, 80, 160, 320, 640, 1280, 2560]);
    expect(scores.slice(0, 10).every(Number.isNaN)).toBe(true);
    expect(scores.slice(10).some(Number.isNaN)).toBe(false);
    expect(forecaster.state().history).toBeNull();
  });

  it('learns at once from history that it is given, of which the latest 60,000 rows count at most', () => {
    const forecaster = new Forecaster([{ fullScale: 100 }]);
    for (let i = 0; i < 61_000; i++) forecaster.learn(i * second, [20 + Math.sin(i)]);
    expect(forecaster.state().history?.times[0]).toBe(30_000 * second);
    const calibration = forecaster.refit();
    expect(calibration?.scores).toHaveLength(31_000);
    expect(forecaster.refit()).toBeUndefined();
  });

  it('says how the rows that it learned from score, most of them about 3', () => {
    const forecaster = new Forecaster(rules);
    createRows(2000).forEach((row, i) => {
      forecaster.learn(i * second, row);
    });
    const scores = forecaster.refit()?.scores.slice().sort();
    expect(scores?.[1000]).toBeGreaterThan(2.5);
    expect(scores?.[1000]).toBeLessThan(4);
    expect(scores?.[1980]).toBeLessThan(8);
  });

  it('does not take what was unusual into what it learns', () => {
    const usual = createRows(1300);
    const disturbed = usual.map((row, i) => (i >= 700 && i < 760 ? [95, 95] : row));
    const [before, after] = [usual, disturbed].map((rows) => {
      const forecaster = new Forecaster(rules);
      run(forecaster, rows);
      return forecaster.state().forecast;
    });
    expect(after?.deviations[0]).toBeLessThan(1.5 * (before?.deviations[0] ?? 0));
  });

  it('gives the same scores after its state went through JSON, at any row', () => {
    const rows = createRows(400).map((row, i) => (i % 50 === 49 ? [Number.NaN, row[1]] : row));
    const expected = run(new Forecaster(rules), rows).scores;
    for (const cut of [0, 1, 9, 10, 11, 150, 320]) {
      const first = new Forecaster(rules);
      const before = run(first, rows.slice(0, cut)).scores;
      const after = run(resume(first), rows.slice(cut), cut).scores;
      expect([...before, ...after]).toEqual(expected);
    }
  });

  it('keeps levels where rows come at another interval, and learns anew what follows from what', () => {
    const forecaster = new Forecaster(rules);
    run(forecaster, createRows(2000));
    const known = forecaster.state().forecast;
    const { scores, fits } = run(forecaster, createRows(100, 2), 1000, 15 * second);
    const changed = forecaster.state().forecast;
    expect(known?.interval).toBe(second);
    expect(changed?.interval).toBe(15 * second);
    expect(fits[0]).toBeGreaterThanOrEqual(1010);
    expect(scores.some(Number.isNaN)).toBe(false);
    expect(Math.abs((changed?.means[0] ?? 0) - 20)).toBeLessThan(2);
  });

  it('does not take one long pause for another interval', () => {
    const forecaster = new Forecaster(rules);
    run(forecaster, createRows(700));
    run(forecaster, createRows(50, 2), 5000);
    expect(forecaster.state().forecast?.interval).toBe(second);
  });

  it('learns nothing from rows that it is told not to learn', () => {
    const forecaster = new Forecaster(rules);
    run(forecaster, createRows(100));
    const { history, profile } = forecaster.state();
    for (let i = 100; i < 150; i++) forecaster.push(i * second, [95, 95], 0, false);
    expect(forecaster.state()).toMatchObject({ history, profile });
  });
});

describe('a snapshot of a forecaster', () => {
  const forecaster = new Forecaster([{}, ...rules.slice(1)]);
  let total = 0;
  const sum = (value: number) => {
    total += value;
    return total;
  };
  const counted = createRows(300).map(([a, b]) => [sum(a), b]);
  run(forecaster, counted);
  const json = encodeJson(forecaster.state());

  it('is read as it was written', () => {
    expect(decodeForecasterState(json, 2)).toEqual(decodeJson(json));
    expect(forecaster.isCounter(0)).toBe(true);
  });

  it('is refused when anything is missing, of another type, or of another size', () => {
    const paths: string[][] = [];
    const collect = (value: unknown, path: string[]) => {
      if (path.length > 0) paths.push(path);
      if (typeof value !== 'object' || value === null) return;
      for (const [key, part] of Object.entries(value)) collect(part, [...path, key]);
    };
    collect(json, []);
    // Times may be any numbers.
    const isFree = (path: string[], bad: unknown) =>
      (path.join('.') === 'stream.last' && bad === -1) ||
      (path.join('.') === 'times' && typeof bad === 'object');
    expect(paths.length).toBeGreaterThan(40);
    for (const path of paths) {
      for (const bad of [undefined, {}, 'x', -1, [1, 2], { Float64Array: 'AAAAAAAA8H8=' }]) {
        if (isFree(path, bad)) continue;
        const damaged = structuredClone(json);
        const parent = path
          .slice(0, -1)
          .reduce<unknown>((part, key) => Reflect.get(Object(part), key), damaged);
        Reflect.set(Object(parent), path[path.length - 1], bad);
        expect(() => decodeForecasterState(damaged, 2), `${path.join('.')}: ${String(bad)}`).toThrow(
          expect.objectContaining({ code: 'INVALID_MODEL' }),
        );
      }
    }
  });

  it('is refused for another number of features', () => {
    expect(() => decodeForecasterState(json, 3)).toThrow('elements long');
    expect(() => decodeForecasterState(null, 2)).toThrow('forecaster must be an object');
  });
});
