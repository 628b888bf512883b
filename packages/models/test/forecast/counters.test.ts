import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CounterRates, findCounters } from '../../src/forecast/counters.js';
import { createRandom } from '../../src/random.js';
import { StreamingDetector } from '../../src/streaming/streaming-detector.js';
import type { Verdict } from '../../src/verdict.js';

const second = 1000;

function isCounter(values: readonly number[], isBounded = false): boolean {
  const times = Float64Array.from(values, (_, i) => i * second);
  return findCounters({ times, values: Float64Array.from(values) }, [isBounded])[0];
}

/** Grows by about 100 a row; restarts at these rows. */
function counter(rows: number, restarts: readonly number[] = [], from = 1e12): number[] {
  const random = createRandom(1);
  let total = from;
  return Array.from({ length: rows }, (_, i) => {
    total = restarts.includes(i) ? 0 : total;
    total += Math.round(200 * random.uniform());
    return total;
  });
}

describe('what is taken for a counter', () => {
  it('is what only ever grows, once there are 60 steps', () => {
    expect(isCounter(counter(60))).toBe(false);
    expect(isCounter(counter(61))).toBe(true);
    expect(isCounter(counter(5000))).toBe(true);
  });

  it('may restart now and then, and miss values', () => {
    expect(isCounter(counter(200, [50, 120]))).toBe(true);
    expect(isCounter(counter(200, [20, 40, 60, 80, 100]))).toBe(false);
    expect(isCounter(counter(200).map((value, i) => (i % 7 === 0 ? Number.NaN : value)))).toBe(true);
  });

  it('is no gauge: a load, a constant, a walk, anything that is negative', () => {
    const random = createRandom(2);
    let walk = 1000;
    expect(isCounter(Array.from({ length: 500 }, () => random.uniform()))).toBe(false);
    expect(isCounter(Array.from({ length: 500 }, () => 42))).toBe(false);
    expect(isCounter(Array.from({ length: 500 }, () => (walk += random.uniform() - 0.4)))).toBe(false);
    expect(isCounter(Array.from({ length: 500 }, (_, i) => i - 250))).toBe(false);
    expect(isCounter(Array.from({ length: 500 }, () => Number.NaN))).toBe(false);
  });

  it('is no memory that leaks slowly, with noise, in pieces, or as a percentage', () => {
    const random = createRandom(3);
    const rows = Array.from({ length: 2000 }, (_, i) => i);
    const noise = () => random.uniform() - 0.5;
    expect(isCounter(rows.map((i) => 4e9 + 1e4 * i + 1e5 * noise()))).toBe(false);
    expect(isCounter(rows.map((i) => 4e9 + 1e4 * i + 1.2e4 * noise()))).toBe(false);
    expect(isCounter(rows.map((i) => 4e9 + 4e6 * Math.floor(i / 10)))).toBe(false);
    expect(isCounter(rows.map((i) => 40 + 0.01 * i))).toBe(true);
    expect(
      isCounter(
        rows.map((i) => 40 + 0.01 * i),
        true,
      ),
    ).toBe(false);
  });

  it('is not what grew in a single jump', () => {
    expect(isCounter(Array.from({ length: 200 }, (_, i) => 10 + 0.001 * i + (i > 100 ? 50 : 0)))).toBe(false);
  });
});

describe('rates of counters', () => {
  it('are per second, to the unit on a counter of 12 digits, and leave gauges as they are', () => {
    const rates = new CounterRates([true, false]);
    expect([...rates.next(0, [1e12, 5])]).toEqual([Number.NaN, 5]);
    expect([...rates.next(2 * second, [1e12 + 10, 6])]).toEqual([5, 6]);
  });

  it('are unknown after a restart and where the clock does not go on, and known again afterwards', () => {
    const rates = new CounterRates([true]);
    const at = (time: number, value: number) => rates.next(time, [value])[0];
    at(0, 100);
    expect(at(second, 50)).toBeNaN();
    expect(at(2 * second, 53)).toBe(3);
    expect(at(second, 60)).toBeNaN();
    expect(at(second, 60)).toBeNaN();
    expect(at(3 * second, 64)).toBe(2);
  });

  it('are the mean over the gap where values were missing', () => {
    const rates = new CounterRates([true]);
    rates.next(0, [100]);
    expect(rates.next(second, [Number.NaN])[0]).toBeNaN();
    expect(rates.next(4 * second, [120])[0]).toBe(5);
  });

  it('are never negative nor infinite, and the same after going on from the memory', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 99 })));
    fc.assert(
      fc.property(rows, (given) => {
        const whole = new CounterRates([true]);
        let resumed = new CounterRates([true]);
        for (const [time, value] of given) {
          const [rate] = whole.next(time, [value]);
          resumed = new CounterRates([true], resumed.memory());
          expect(resumed.next(time, [value])[0]).toBe(rate);
          expect(Number.isNaN(rate) || (rate >= 0 && Number.isFinite(rate))).toBe(true);
        }
      }),
    );
  });
});

describe('streaming detector on a counter', () => {
  /** Bytes sent, about 100 kB a second; a restart at 1,500, twelve times the rate from 2,000 on for half a minute. */
  function verdictsOf(seed: number, detector = new StreamingDetector()): Verdict[] {
    const random = createRandom(seed);
    let load = 0;
    let total = 3e12;
    return Array.from({ length: 2200 }, (_, i) => {
      load = 0.7 * load + random.uniform() + random.uniform() - 1;
      total = i === 1500 ? 0 : total;
      total += Math.max(0, Math.round(1e5 * (1 + 0.3 * load) * (i >= 2000 && i < 2030 ? 12 : 1)));
      const values = { sent_bytes: total, cpu_percent: 20 + 5 * load };
      return detector.observe({ timestamp: i * second, host: 'web-1', values });
    });
  }

  it('hears when the rate changes, and nothing else: not its growth, not a restart', () => {
    for (const seed of [1, 2, 3]) {
      const fired = verdictsOf(seed).flatMap(({ alertId }, i) => (alertId === null ? [] : [i]));
      expect(fired[0]).toBeGreaterThanOrEqual(2000);
      expect(fired[0]).toBeLessThan(2005);
    }
  });

  it('still knows the counter when samples come at another interval', () => {
    const detector = new StreamingDetector();
    const last = verdictsOf(1, detector)[2199];
    const verdicts = Array.from({ length: 200 }, (_, i) =>
      detector.observe({
        timestamp: last.timestamp + (i + 1) * 15 * second,
        host: 'web-1',
        values: { sent_bytes: last.values.sent_bytes + 1.5e6 * (i + 1), cpu_percent: 20 + 3 * Math.sin(i) },
      }),
    );
    for (const { attributions, isAnomaly } of verdicts) {
      expect(isAnomaly).toBe(false);
      expect(attributions.some(({ perSecond }) => perSecond)).toBe(true);
    }
  });

  it('tells rates per second in attributions and explanation, and the counter in values', () => {
    const verdict = verdictsOf(1)[2001];
    const attribution = verdict.attributions[0];
    expect(attribution).toMatchObject({ feature: 'sent_bytes', perSecond: true });
    expect(attribution.observed).toBeLessThan(3e6);
    expect(attribution.expected.high).toBeLessThan(3e5);
    expect(verdict.values.sent_bytes).toBeGreaterThan(1e7);
    expect(verdict.explanation).toMatch(
      /^sent_bytes [\d.]+ [kM]B\/s is far above its expected [\d.]+-[\d.]+ [kM]B\/s;/,
    );
    expect(verdict.attributions[1]).not.toHaveProperty('perSecond');
  });
});
