import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, standardNormal } from '../../src/random.js';
import { DriftSignal } from '../../src/streaming/drift.js';
import { PageHinkley } from '../../src/streaming/page-hinkley.js';

/** The numbers of a linear congruential generator, which is as short in Python as it is here. */
function uniforms(count: number): number[] {
  let state = 12345;
  return Array.from({ length: count }, () => {
    state = (Math.imul(1103515245, state) + 12345) & 0x7fffffff;
    return state / 2147483648;
  });
}

/**
 * From `river.drift.PageHinkley(min_instances=1, delta, threshold, alpha=1.0)` of river 0.26.1 on the same numbers: where it
 * detected a drift, and afterwards its mean and how far its sums stood from their minimum and maximum. It begins anew after a detection.
 */
const golden = [
  {
    from: 200,
    shift: 1.5,
    tolerance: 0.25,
    threshold: 10,
    found: [207],
    state: [1.9728358376305555, 0.16433231699699746, 0],
  },
  {
    from: 150,
    shift: -1,
    tolerance: 0.25,
    threshold: 10,
    found: [164],
    state: [-0.5177121376737635, 0.14502347882586264, 0],
  },
  {
    from: 0,
    shift: 0,
    tolerance: 0.25,
    threshold: 10,
    found: [],
    state: [0.48901585745625165, 0.13089798701481925, 0],
  },
  {
    from: 200,
    shift: 2,
    tolerance: 0.005,
    threshold: 50,
    found: [224],
    state: [2.472786431764917, 1.212245288306029, 4.770305701119435],
  },
];

describe('the Page-Hinkley test', () => {
  it.each(golden)('finds a shift of $shift at $from as river does', (expected) => {
    let test = new PageHinkley(expected);
    const found = uniforms(400).flatMap((value, i) => {
      const isFound = test.observe(value + (i >= expected.from ? expected.shift : 0));
      if (isFound) test = new PageHinkley(expected);
      return isFound ? [i] : [];
    });
    expect(found).toEqual(expected.found);
    const { mean, up, down } = test.snapshot();
    [mean, up, down].forEach((value, i) => {
      expect(value).toBeCloseTo(expected.state[i], 10);
    });
  });
});

/** Scores with variance 1 that follow each other with a correlation of `phi`; heavy tails on request. */
function noise(seed: number, count: number, phi = 0, heavy = false): number[] {
  const random = createRandom(seed);
  const normal = () => standardNormal(random);
  // Student's t with three degrees of freedom, scaled to variance 1.
  const draw = () => (heavy ? normal() / Math.hypot(normal(), normal(), normal()) : normal());
  let last = draw();
  return Array.from({ length: count }, () => {
    last = phi * last + Math.sqrt(1 - phi * phi) * draw();
    return last;
  });
}
/** The scores after which the signal rose. */
function signals(scores: readonly number[]): number[] {
  const signal = new DriftSignal();
  let before = false;
  return scores.flatMap((score, i) => {
    const drift = signal.observe(score);
    const rose = drift && !before;
    before = drift;
    return rose ? [i] : [];
  });
}
const shifted = (scores: readonly number[], at: number, by: number) =>
  scores.map((score, i) => (i < at ? score : score + by));

describe('a drift signal', () => {
  // 40,320 samples are a week of one every 15 seconds.
  it.each([
    ['independent scores', 0, false],
    ['scores with heavy tails', 0, true],
    ['scores with a correlation of 0.5', 0.5, false],
    ['scores with a correlation of 0.9', 0.9, false],
    ['scores with a correlation of 0.9 and heavy tails', 0.9, true],
  ])('is quiet for a week of %s', (_, phi, heavy) => {
    expect(signals(noise(1, 40_320, phi, heavy))).toEqual([]);
  });

  it.each([
    [1, 500],
    [2, 260],
    [3, 260],
    [-2, 260],
  ])('finds a shift by %d standard deviations within %d scores, once', (by, within) => {
    for (let seed = 0; seed < 10; seed++) {
      const found = signals(shifted(noise(seed, 10_000), 4000, by));
      expect(found).toHaveLength(1);
      expect(found[0]).toBeGreaterThan(4000);
      expect(found[0]).toBeLessThanOrEqual(4000 + within);
    }
  });

  it('stands until 1,000 more scores have shown what is usual now, and comes at most once in 1,000', () => {
    const signal = new DriftSignal();
    const drifts = shifted(noise(4, 6000), 2000, 4).map((score) => signal.observe(score));
    expect(drifts.filter(Boolean)).toHaveLength(1000);
    const everRising = noise(5, 20_000).map((score, i) => score + i / 20);
    const found = signals(everRising);
    expect(found.length).toBeGreaterThan(5);
    expect(Math.min(...found.slice(1).map((at, i) => at - found[i]))).toBeGreaterThan(1000);
  });

  it('is not a matter of scale', () => {
    const scores = shifted(noise(6, 8000), 4000, 2);
    expect(signals(scores.map((score) => 1e-6 * score))).toEqual(signals(scores));
  });

  it('takes an incident of 100 samples for no change of regime, however high', () => {
    const scores = noise(7, 6000).map((score, i) => (i >= 3000 && i < 3100 ? 1e6 : score));
    expect(signals(scores)).toEqual([]);
  });

  it('is quiet on a constant score and on a small step of it, and finds a large one', () => {
    const constant = Array.from({ length: 5000 }, () => 5);
    expect(signals(constant)).toEqual([]);
    expect(signals(shifted(constant, 2000, 0.02))).toEqual([]);
    expect(signals(shifted(constant, 2000, 5))).toHaveLength(1);
    expect(signals(shifted(constant.fill(0), 2000, 5))).toHaveLength(1);
  });

  it('passes over what is not a number', () => {
    const scores = shifted(noise(8, 6000), 4000, 2);
    const gappy = scores.flatMap((score) => [Number.NaN, score, 1e300]);
    expect(signals(gappy).map((at) => (at - 1) / 3)).toEqual(signals(scores));
  });

  it('goes on from a snapshot, taken anywhere, as it would have gone on without', () => {
    const scores = shifted(noise(9, 3000), 1500, 3);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2999 }), (at) => {
        const whole = new DriftSignal();
        for (const score of scores.slice(0, at)) whole.observe(score);
        const resumed = new DriftSignal(JSON.parse(JSON.stringify(whole.snapshot())));
        for (const score of scores.slice(at)) expect(resumed.observe(score)).toEqual(whole.observe(score));
        expect(JSON.stringify(resumed.snapshot()).length).toBeLessThan(2500);
      }),
      { numRuns: 30 },
    );
  });
});
