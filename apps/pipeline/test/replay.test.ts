import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlarmLog } from '../src/backtest/alarm-log.js';
import { matchAlarms } from '../src/backtest/measures.js';
import { coarsen, TraceRecorder } from '../src/backtest/trace.js';
import type { Judgement } from '../src/detectors/detector.js';
import { formatDuration, formatNumber } from '../src/text/format.js';
import { parseDuration, parseTime } from '../src/text/parse-time.js';

describe('a trace', () => {
  it('loses no extreme, however long it gets, and never has more slots than it may', () => {
    const series = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 1e6 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 })),
      {
        minLength: 1,
        maxLength: 300,
      },
    );
    fc.assert(
      fc.property(series, fc.integer({ min: 2, max: 50 }), (steps, slots) => {
        const recorder = new TraceRecorder(slots);
        let time = 1000;
        for (const [step, value] of steps) {
          recorder.add('x', time, value);
          time += step;
        }
        const whole = recorder.trace();
        for (const trace of [whole, coarsen(whole, 2, 0)]) {
          const x = trace.series.get('x');
          const known = (values: Float64Array | undefined) =>
            [...(values ?? [])].filter((value) => !Number.isNaN(value));
          expect(Math.max(...known(x?.high))).toBe(Math.max(...steps.map(([, value]) => value)));
          expect(Math.min(...known(x?.low))).toBe(Math.min(...steps.map(([, value]) => value)));
          expect(trace.slots).toBeLessThanOrEqual(slots + 1);
        }
      }),
    );
  });
});

/** Verdicts as letters: `.` normal, `p` pending, a capital letter the alert of that name. */
function log(states: string) {
  const alarms = new AlarmLog();
  [...states].forEach((letter, i) => {
    const isAnomaly = /[A-Z]/.test(letter);
    const judgement: Judgement = {
      timestamp: i * 1000,
      host: 'x',
      state: isAnomaly ? 'firing' : letter === 'p' ? 'pending' : 'normal',
      isAnomaly,
      score: letter === 'p' ? 9 : 5,
      threshold: 4,
      attributions: [],
      alertId: isAnomaly ? letter : null,
      explanation: letter === '.' ? '' : `because of ${i}`,
    };
    alarms.add(judgement, i);
  });
  return alarms.alarms;
}

describe('alarms', () => {
  it('last from the first to the last verdict of their alert, pauses included', () => {
    expect(log('.AAA..BB.B.').map(({ id, first, last, isOpen }) => ({ id, first, last, isOpen }))).toEqual([
      { id: 'A', first: 1, last: 3, isOpen: false },
      { id: 'B', first: 6, last: 9, isOpen: false },
    ]);
    expect(log('.AABB').map(({ id, isOpen }) => [id, isOpen])).toEqual([
      ['A', false],
      ['B', true],
    ]);
  });

  it('have the height and the reason of what led to them', () => {
    expect(log('p.pA.')[0]).toMatchObject({
      start: 3000,
      peak: { score: 9, timestamp: 2000 },
      explanation: 'because of 2',
    });
  });

  it('find the events that they overlap, and are false where they overlap none', () => {
    const labels = [0, 1, 1, 1, 0, 0, 0, 1, 0, 1];
    const timestamps = labels.map((_, i) => i * 1000);
    expect(matchAlarms(log('...A.B.CC.'), { labels, timestamps })).toEqual({
      events: 3,
      eventsFound: 2,
      falseAlarms: 1,
      delaysSeconds: [2, 0],
    });
  });
});

describe('what people write and read', () => {
  it.each([
    ['90s', 90],
    ['15m', 900],
    ['1.5h', 5400],
    ['7d', 604_800],
    ['2w', 1_209_600],
    ['7', undefined],
    ['0d', undefined],
    ['d', undefined],
  ])('a length of time: %s', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each([
    ['2026-01-31', Date.UTC(2026, 0, 31)],
    ['2026-01-31 12:30', Date.UTC(2026, 0, 31, 12, 30)],
    ['2026-01-31T12:30:01.5+01:00', Date.UTC(2026, 0, 31, 11, 30, 1, 500)],
    ['2026-13-31', undefined],
    ['now', undefined],
  ])('a time: %s', (text, time) => {
    expect(parseTime(text)).toBe(time);
  });

  it('durations and numbers', () => {
    expect([0, 0.02, 59, 60, 3725, 90_000, Number.NaN].map(formatDuration)).toEqual([
      '0 s',
      '20 ms',
      '59 s',
      '1 min',
      '1 h 2 min',
      '1 d 1 h',
      '–',
    ]);
    expect([0, 0.00012, 1.2345, 999.5, 123_456, Number.NaN].map(formatNumber)).toEqual([
      '0',
      '1.2e-4',
      '1.23',
      '1000',
      '123,456',
      '–',
    ]);
  });
});
