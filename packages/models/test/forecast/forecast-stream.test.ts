import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DailyProfile } from '../../src/forecast/daily-profile.js';
import type { FeatureRule } from '../../src/forecast/feature-rules.js';
import type { ForecastState } from '../../src/forecast/forecast-state.js';
import { ForecastStream } from '../../src/forecast/forecast-stream.js';

const minute = 60_000;
const day = 1440 * minute;

/** Two features around 50 with a deviation of 5, each expected where it was. */
const state: ForecastState = {
  interval: minute,
  means: Float64Array.of(50, 50),
  deviations: Float64Array.of(5, 5),
  medians: Float64Array.of(0, 0),
  autoregression: { own: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0), coupled: new Float64Array(0) },
  residualScale: Float64Array.of(0.5, 0.5),
  displacementScale: Float64Array.of(1, 1),
  lowest: Float64Array.of(0, 0),
  highest: Float64Array.of(58, 58),
  usualSurprise: 1,
};

function createStream(rules: readonly FeatureRule[] = [{}, {}], profile = new DailyProfile(2)) {
  return new ForecastStream(state, profile, rules);
}

/** The surprise at the last row, after ten minutes at 50. */
function surpriseAt(row: readonly number[], rules?: readonly FeatureRule[], elapsed = minute): number {
  const stream = createStream(rules);
  for (let i = 0; i < 10; i++) stream.push(i * minute, [50, 50]);
  return stream.push(9 * minute + elapsed, row);
}

describe('surprise at a row', () => {
  it('is the sum of what features contribute, none of it negative', () => {
    const values = fc.double({ min: -200, max: 200, noNaN: true });
    const row = fc.tuple(fc.oneof(values, fc.constant(Number.NaN)), values);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const stream = createStream();
        rows.forEach((each, i) => {
          const surprise = stream.push(i * minute, each);
          expect(stream.contributions[0] + stream.contributions[1]).toBeCloseTo(surprise, 9);
          expect(stream.contributions.every((share) => share >= 0)).toBe(true);
          // Never seen below 0, it is not expected there either, whatever is forecast.
          expect(stream.low.every((low, j) => low >= 0 && low <= stream.high[j])).toBe(true);
        });
      }),
    );
  });

  it('is held against a range that does not go below zero, at either end, where no value ever did', () => {
    const nearZero = { ...state, means: Float64Array.of(5, 5) };
    const stream = new ForecastStream(nearZero, new DailyProfile(2), [{}, {}]);
    stream.push(0, [-90, 5]);
    stream.push(minute, [3, 5]);
    expect([stream.low[0], stream.high[0]]).toEqual([0, 0]);
  });

  it('is held against a range that does not go beyond the full scale of a feature that keeps to it', () => {
    const stream = createStream([{ fullScale: 60 }, { fullScale: 57 }]);
    stream.push(0, [58, 58]);
    expect(stream.high[0]).toBe(60);
    expect(stream.high[1]).toBeGreaterThan(60);
  });

  it('comes of the distance from the forecast and of that from the usual level', () => {
    // 55 is two residual and one displacement scales away, in one of two features: (2 + 0.5) / sqrt(2).
    expect(surpriseAt([55, 50])).toBeCloseTo(2.5 / Math.SQRT2, 9);
    const stream = createStream();
    for (let i = 0; i < 10; i++) stream.push(i * minute, [55, 50]);
    // Once it stays, only the distance from the level is left.
    expect(stream.push(10 * minute, [55, 50])).toBeCloseTo(0.5 / Math.SQRT2, 1);
  });

  it('is bounded, however far a value is', () => {
    expect(surpriseAt([1e100, -1e100])).toBe(30);
  });

  it('takes the forecast of a missing value for the value', () => {
    const stream = createStream();
    stream.push(0, [50, 50]);
    expect(stream.push(minute, [Number.NaN, 50])).toBe(0);
    expect(stream.contributions[0]).toBe(0);
    expect(stream.push(2 * minute, [50, 50])).toBeCloseTo(0, 9);
  });

  it('is unknown, and changes nothing, where the whole row is missing', () => {
    const stream = createStream();
    stream.push(0, [50, 50]);
    const { last, drift } = stream.memory();
    expect(stream.push(minute, [Number.NaN, Number.NaN])).toBeNaN();
    expect([...stream.contributions]).toEqual([0, 0]);
    expect(stream.memory()).toMatchObject({ last, drift });
  });

  it('counts only what exceeds the minimum effect, and only in the direction that is worth an alert', () => {
    expect(surpriseAt([58, 50], [{ minimumEffect: 8 }, {}])).toBe(0);
    expect(surpriseAt([63, 50], [{ minimumEffect: 8 }, {}])).toBeCloseTo(surpriseAt([55, 50]), 9);
    expect(surpriseAt([90, 50], [{ direction: 'below' }, {}])).toBe(0);
    expect(surpriseAt([10, 50], [{ direction: 'below' }, {}])).toBeGreaterThan(10);
    expect(surpriseAt([10, 50], [{ direction: 'above' }, {}])).toBe(0);
  });

  it('compares with the usual level alone after a gap, and after a clock that was set back', () => {
    const fromLevel = 3 / Math.SQRT2 / 2; // One deviation in both parts, of which the second counts half.
    expect(surpriseAt([55, 50], undefined, 6 * minute)).toBeCloseTo(fromLevel, 9);
    expect(surpriseAt([55, 50], undefined, -minute)).toBeCloseTo(fromLevel, 9);
    expect(surpriseAt([55, 50], undefined, 5 * minute)).toBeCloseTo(2.5 / Math.SQRT2, 9);
  });

  it('knows where each value was expected: at the forecast, and far from the usual level at that', () => {
    const stream = createStream();
    for (let i = 0; i < 10; i++) stream.push(i * minute, [54, 50]);
    const inside = [stream.low[0], stream.high[0]];
    expect((inside[0] + inside[1]) / 2).toBeCloseTo(54, 9);
    expect(inside[1] - inside[0]).toBeCloseTo(2 * 2.576 * 0.5 * 5, 9);
    stream.push(10 * minute, [95, 50]);
    expect((stream.low[0] + stream.high[0]) / 2).toBeCloseTo(50, 0);
  });

  it('gets used to a level that lasts, unless it is told not to learn', () => {
    const used = [true, false].map((isLearned) => {
      const stream = createStream();
      let surprise = Number.NaN;
      for (let i = 0; i < 2000; i++) surprise = stream.push(i * minute, [60, 50], isLearned);
      return surprise;
    });
    expect(used[0]).toBeLessThan(0.1);
    // What was not learned is not a ground for a forecast: the row is compared with its level in both terms.
    expect(used[1]).toBeCloseTo(1.5 * Math.SQRT2, 9);
  });

  it('is small at the step of a nightly job once the job is known', () => {
    const nightly = (time: number) =>
      time % day >= 2 * 60 * minute && time % day < 3 * 60 * minute ? 90 : 50;
    const jump = (days: number) => {
      const profile = new DailyProfile(2);
      for (let time = 0; time < days * day; time += minute) {
        profile.learn(time, [nightly(time), 50], minute, state.deviations);
      }
      const stream = createStream(undefined, profile);
      const start = 10 * day + 2 * 60 * minute;
      for (let time = start - 10 * minute; time < start; time += minute)
        stream.push(time, [nightly(time), 50]);
      return stream.push(start, [nightly(start), 50]);
    };
    expect(jump(1)).toBeGreaterThan(10);
    expect(jump(3)).toBeLessThan(1);
  });

  it('goes on from its memory as if it had never stopped', () => {
    const rows = Array.from({ length: 40 }, (_, i) => [50 + 9 * Math.sin(i), 50 + 5 * Math.cos(i)]);
    const stream = createStream();
    let resumed = createStream();
    rows.forEach((row, i) => {
      resumed = new ForecastStream(state, new DailyProfile(2), [{}, {}], resumed.memory());
      expect(resumed.push(i * minute, row)).toBe(stream.push(i * minute, row));
    });
  });
});
