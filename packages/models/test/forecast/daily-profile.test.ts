import { describe, expect, it } from 'vitest';
import { DailyProfile } from '../../src/forecast/daily-profile.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const deviations = Float64Array.of(5, 5);

/** Busier by day than by night; the second feature is the first one's complement. */
const usual = (time: number): [number, number] => {
  const level = 50 - 30 * Math.cos((2 * Math.PI * time) / day);
  return [level, 100 - level];
};

function learnedProfile(days: number, interval: number, at: (time: number) => readonly number[] = usual) {
  const profile = new DailyProfile(2);
  for (let time = 0; time < days * day; time += interval) profile.learn(time, at(time), interval, deviations);
  return profile;
}

function valueAt(profile: DailyProfile, time: number): number[] {
  const out = new Float64Array(2);
  profile.at(time, out);
  return [...out];
}

describe('daily profile', () => {
  it('knows the day once it has seen two of them', () => {
    expect(learnedProfile(1.9, 5 * minute).isKnown).toBe(false);
    const profile = learnedProfile(2, 5 * minute);
    expect(profile.isKnown).toBe(true);
    for (let time = 0; time < day; time += hour) {
      const [expected] = usual(time + 5 * minute);
      expect(Math.abs(valueAt(profile, 7 * day + time)[0] - expected)).toBeLessThan(3);
    }
  });

  it('does not know it while a quarter of an hour was never seen', () => {
    const profile = new DailyProfile(2);
    for (let time = 0; time < 5 * day; time += 5 * minute) {
      if (time % day < 23 * hour) profile.learn(time, usual(time), 5 * minute, deviations);
    }
    expect(profile.isKnown).toBe(false);
  });

  it('is moved little by one wild day', () => {
    const profile = learnedProfile(5, 5 * minute);
    const [before] = valueAt(profile, 12 * hour);
    for (let time = 5 * day; time < 6 * day; time += 5 * minute) {
      profile.learn(time, [10_000, -10_000], 5 * minute, deviations);
    }
    expect(valueAt(profile, 12 * hour)[0] - before).toBeGreaterThan(0);
    // At most three deviations, of which a day among six has a sixth.
    expect(valueAt(profile, 12 * hour)[0] - before).toBeLessThan(3 * 5 * 0.2);
  });

  it('is known from hourly samples as well: each stands for the quarters up to the next', () => {
    const profile = learnedProfile(2, hour);
    expect(profile.isKnown).toBe(true);
    const quarters = [0, 15, 30, 45].map((minutes) => valueAt(profile, 9 * hour + minutes * minute)[0]);
    expect(new Set(quarters).size).toBe(1);
    expect(quarters[0]).toBeCloseTo(usual(9 * hour)[0], 4);
  });

  it('says nothing of a feature at a time of the day at which it was always missing', () => {
    const profile = learnedProfile(3, 5 * minute, (time) => {
      const [a, b] = usual(time);
      return time % day >= 3 * hour && time % day < 4 * hour ? [Number.NaN, b] : [a, b];
    });
    expect(valueAt(profile, 3.5 * hour)[0]).toBeNaN();
    expect(valueAt(profile, 3.5 * hour)[1]).toBeCloseTo(usual(3.5 * hour)[1], -1);
    expect(valueAt(profile, 5 * hour)[0]).not.toBeNaN();
  });

  it('knows times before 1970, and nothing at a time that is not a number', () => {
    const profile = learnedProfile(2, 5 * minute);
    expect(valueAt(profile, -day + hour)).toEqual(valueAt(profile, hour));
    profile.learn(Number.NaN, [0, 0], 5 * minute, deviations);
    expect(valueAt(profile, Number.NaN)).toEqual([Number.NaN, Number.NaN]);
  });

  it('goes on from its state as if it had never stopped', () => {
    const whole = learnedProfile(3, 5 * minute);
    const first = learnedProfile(3, 5 * minute);
    const second = new DailyProfile(2, first.state());
    for (const profile of [whole, second]) profile.learn(3 * day, [90, 10], 5 * minute, deviations);
    expect(second.state()).toEqual(whole.state());
    expect(first.state()).not.toEqual(whole.state());
  });
});
