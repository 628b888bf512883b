import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain } from '../../src/streaming/explanation.js';

const about = (feature: string, observed: number, low: number, high: number, share = 0.83) => ({
  feature,
  observed,
  expected: { low, high },
  share,
});

describe('an explanation', () => {
  it.each([
    // How far.
    [91, 52, 61, '91 % is far above its expected 52-61 %'],
    [70, 52, 61, '70 % is well above its expected 52-61 %'],
    [63, 52, 61, '63 % is slightly above its expected 52-61 %'],
    [51, 52, 61, '51 % is slightly below its expected 52-61 %'],
    [3, 52, 61, '3 % is far below its expected 52-61 %'],
    // As many decimals as it takes to see the difference.
    [61.04, 52, 61, '61.04 % is slightly above its expected 52.00-61.00 %'],
    [98.7, 3.1, 9.8, '99 % is far above its expected 3-10 %'],
    [5.5, 3.1, 4.2, '5.5 % is well above its expected 3.1-4.2 %'],
    // Ranges of no width, and about 0.
    [41, 40, 40, '41 % is slightly above its expected 40 %'],
    [90, 40, 40, '90 % is far above its expected 40 %'],
    [1, 0, 0, '1.0 % is far above its expected 0.0 %'],
    // Within.
    [55, 52, 61, '55 % is within its expected 52-61 % but moves unlike before'],
    [40, 40, 40, '40 % is within its expected 40 % but moves unlike before'],
    // Nothing to compare, or with.
    [Number.NaN, 52, 61, 'is missing'],
    [91, Number.NaN, Number.NaN, '91 % is unusual'],
  ])('of %d where %d to %d is expected', (observed, low, high, sentence) => {
    expect(explain([about('memory_percent', observed, low, high)])).toBe(
      `memory_percent ${sentence}; it explains 83 % of the score`,
    );
  });

  it.each([
    [
      'network_receive_bytes_per_second',
      5.2e6,
      900,
      1.2e6,
      '5.2 MB/s is far above its expected 0.0-1.2 MB/s',
    ],
    ['disk_write_bytes_per_second', 12, 0, 4, '12 B/s is well above its expected 0-4 B/s'],
    ['swap_bytes', 2.5e9, 1e9, 1.1e9, '2.5 GB is far above its expected 1.0-1.1 GB'],
    ['requests_per_second', 12.5, 40, 60, '13 /s is well below its expected 40-60 /s'],
    ['latency_milliseconds', 250, 20, 30, '250 ms is far above its expected 20-30 ms'],
    ['uptime_seconds', 3, 100, 200, '3 s is well below its expected 100-200 s'],
    ['load_1', 0.93, 0.1, 0.4, '0.93 is well above its expected 0.10-0.40'],
    ['temperature', -30, -5, 2, '-30 is far below its expected -5 to 2'],
    ['queue_length', 12_500, 100, 200, '12500 is far above its expected 100-200'],
    ['ticks', 4e12, 1e12, 2e12, '4.00e+12 is well above its expected 1.00e+12-2.00e+12'],
  ])('of %s has its unit', (feature, observed, low, high, sentence) => {
    expect(explain([about(feature, observed, low, high, 1)])).toBe(
      `${feature} ${sentence}; it explains 100 % of the score`,
    );
  });

  it('names up to two more features that add a fifth of the score and more', () => {
    expect(
      explain([
        about('memory_percent', 91, 52, 61, 0.41),
        about('cpu_percent', 97, 3, 20, 0.35),
        about('disk_percent', 40, 38, 42, 0.2),
        about('load_1', 9, 0, 1, 0.04),
      ]),
    ).toBe(
      'memory_percent 91 % is far above its expected 52-61 %; it explains 41 % of the score; ' +
        'cpu_percent 97 % is also far above its expected 3-20 %; ' +
        'disk_percent 40 % is also within its expected 38-42 % but moves unlike before',
    );
    expect(explain([about('a', 9, 1, 2, 0.85), about('b', 9, 1, 2, 0.15)])).not.toContain('also');
    expect(explain([about('a', 9, 1, 2, 0.6), about('b', Number.NaN, 1, 2, 0.4)])).toContain(
      '; b is also missing',
    );
  });

  it('is empty when there is nothing to say', () => {
    expect(explain([])).toBe('');
    expect(explain([about('cpu_percent', 5, 3, 9, 0)])).toBe('');
    expect(explain([about('cpu_percent', 5, 3, 9, Number.NaN)])).toBe('');
  });

  it('of any numbers is one line of moderate length, in which what lies outside differs from its bound', () => {
    const number = fc.oneof(fc.double(), fc.double({ min: -1e7, max: 1e7 }), fc.integer());
    const name = fc.constantFrom('cpu_percent', 'swap_bytes', 'a_bytes_per_second', 'load_1');
    fc.assert(
      fc.property(name, number, number, number, (feature, observed, low, high) => {
        const sentence = explain([about(feature, observed, Math.min(low, high), Math.max(low, high))]);
        expect(sentence).toMatch(/^[\x20-\x7e]+; it explains 83 % of the score$/);
        expect(sentence.length).toBeLessThan(200);
        expect(sentence).not.toMatch(/ -0(\.0*)?[ -]|NaN|Infinity/);
      }),
    );
  });
});
