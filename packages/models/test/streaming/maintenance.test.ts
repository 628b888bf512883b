import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMaintenanceCalendar, type MaintenanceWindow } from '../../src/streaming/maintenance.js';

/** The moments, of those named, that lie in maintenance. */
function within(window: MaintenanceWindow, ...moments: string[]): string[] {
  const calendar = createMaintenanceCalendar([window]);
  return moments.filter((moment) => calendar.contains(Date.parse(moment)));
}

describe('a single window', () => {
  it('begins with its first moment and ends before its last', () => {
    const window = { from: '2026-11-22T22:00:00Z', to: '2026-11-23T00:30+01:00' };
    const inside = ['2026-11-22T22:00:00Z', '2026-11-22T23:29:59.999Z'];
    expect(within(window, '2026-11-22T21:59:59.999Z', ...inside, '2026-11-22T23:30:00Z')).toEqual(inside);
  });
});

describe('a weekly window', () => {
  it('takes place on its days, in UTC unless a time zone is named', () => {
    const window: MaintenanceWindow = { days: ['sun', 'wed'], from: '02:00', to: '04:00' };
    const inside = ['2026-11-22T02:00:00Z', '2026-11-25T03:59:59Z', '2027-02-28T03:00Z'];
    const outside = ['2026-11-22T01:59:59Z', '2026-11-22T04:00:00Z', '2026-11-23T03:00:00Z'];
    expect(within(window, ...outside, ...inside)).toEqual(inside);
  });

  it('runs over midnight into the next day, also from Saturday into Sunday', () => {
    const window: MaintenanceWindow = { days: ['sat'], from: '23:00', to: '01:00' };
    const inside = ['2026-11-21T23:30Z', '2026-11-22T00:59Z'];
    expect(within(window, '2026-11-21T00:30Z', ...inside, '2026-11-22T01:00Z', '2026-11-22T23:30Z')).toEqual(
      inside,
    );
  });

  it('may last until midnight, or all day but a minute', () => {
    const evening = { from: '22:00', to: '24:00' };
    expect(within(evening, '2026-11-22T23:59:59Z', '2026-11-23T00:00Z')).toEqual(['2026-11-22T23:59:59Z']);
    const nearlyAlways = { from: '00:01', to: '00:00' };
    expect(within(nearlyAlways, '2026-11-22T00:00:59Z', '2026-11-22T00:01Z')).toEqual(['2026-11-22T00:01Z']);
  });

  it('follows the clock on the wall through summer and winter', () => {
    const window = { from: '03:00', to: '03:30', timeZone: 'Europe/Berlin' };
    const inside = ['2026-07-01T01:15Z', '2026-12-01T02:15Z'];
    expect(within(window, ...inside, '2026-07-01T02:15Z', '2026-12-01T01:15Z')).toEqual(inside);
  });

  it('does not take place in the hour that is left out, and twice in the one that is repeated', () => {
    const window = { from: '02:15', to: '02:45', timeZone: 'Europe/Berlin' };
    expect(within(window, '2026-03-29T00:30Z', '2026-03-29T01:30Z')).toEqual([]);
    const repeated = ['2026-10-25T00:30Z', '2026-10-25T01:30Z'];
    expect(within(window, ...repeated, '2026-10-25T02:30Z')).toEqual(repeated);
  });

  it('is exact where clocks change within an hour (Lord Howe Island, at 15:30 UTC)', () => {
    const window = { from: '01:30', to: '02:00', timeZone: 'Australia/Lord_Howe' };
    // 4 April 2026, 15:00 UTC is 02:00 of a summer night there; that is put back to 01:30.
    const inside = ['2026-04-04T14:30Z', '2026-04-04T14:59Z', '2026-04-04T15:00Z', '2026-04-04T15:29Z'];
    expect(within(window, '2026-04-04T14:29Z', ...inside, '2026-04-04T15:30Z')).toEqual(inside);
  });

  it('agrees with Intl at any time, in any order of times', () => {
    const zones = [
      'Europe/Berlin',
      'America/St_Johns',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'Pacific/Apia',
    ];
    const time = fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2030, 0) });
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.array(time, { maxLength: 20 }), (timeZone, times) => {
        const window: MaintenanceWindow = { days: ['mon', 'fri'], from: '09:30', to: '17:00', timeZone };
        const calendar = createMaintenanceCalendar([window]);
        const shown = new Intl.DateTimeFormat('en-GB', {
          timeZone,
          weekday: 'short',
          hour: '2-digit',
          minute: '2-digit',
        });
        for (const timestamp of times) {
          const [day, clock] = shown.format(timestamp).split(' ');
          const expected = /Mon|Fri/.test(day) && clock >= '09:30' && clock < '17:00';
          expect(calendar.contains(timestamp), `${timeZone} ${new Date(timestamp).toISOString()}`).toBe(
            expected,
          );
        }
      }),
    );
  });
});

describe('a calendar', () => {
  it('contains what any of its windows contains, and nothing without windows', () => {
    const calendar = createMaintenanceCalendar([
      { from: '2026-11-22T22:00Z', to: '2026-11-22T23:00Z' },
      { days: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'], from: '03:00', to: '04:00' },
    ]);
    expect(calendar.contains(Date.parse('2026-11-22T22:30Z'))).toBe(true);
    expect(calendar.contains(Date.parse('2026-11-22T03:30Z'))).toBe(true);
    expect(calendar.contains(Date.parse('2026-11-22T12:00Z'))).toBe(false);
    expect(createMaintenanceCalendar([]).contains(0)).toBe(false);
  });

  it('does not contain what is not a time, and takes the first and the last one there are', () => {
    const always = [{ from: '00:00', to: '24:00', timeZone: 'Asia/Tokyo' }];
    const calendar = createMaintenanceCalendar(always);
    const times = [Number.NaN, Number.POSITIVE_INFINITY, 1e300, -8.64e15, 8.64e15];
    expect(times.map(calendar.contains)).toEqual([false, false, false, true, true]);
  });

  it.each<[unknown, string]>([
    [{}, 'maintenance must be an array of windows; got [object Object]'],
    [['always'], 'maintenance[0] must be a window { from, to }; got "always"'],
    [[{ from: '25:00', to: '26:00' }], 'maintenance[0].from must be an ISO 8601 time with Z or an offset'],
    [[{ from: '2026-11-22T22:00', to: '2026-11-22T23:00' }], 'or HH:MM; got "2026-11-22T22:00"'],
    [[{ from: '2026-11-22T22:00Z', to: '23:00' }], 'maintenance[0].to must be an ISO 8601 time'],
    [[{ from: '2026-13-22T22:00Z', to: '23:00' }], 'maintenance[0].from must be'],
    [
      [{ from: '2026-11-22T22:00Z', to: '2026-11-22T21:00Z' }],
      'maintenance[0].to must be after maintenance[0].from 2026-11-22T22:00Z; got "2026-11-22T21:00Z"',
    ],
    [
      [{ from: '22:00', to: '22:00' }],
      'maintenance[0].to must be another time than maintenance[0].from; got "22:00"',
    ],
    [[{ from: '22:00', to: '24:01' }], 'maintenance[0].to must be HH:MM from 00:00 to 24:00; got "24:01"'],
    [
      [
        { from: '22:00', to: '23:00' },
        { from: '22:00', to: '23:00', days: [] },
      ],
      'maintenance[1].days must be',
    ],
    [
      [{ from: '22:00', to: '23:00', days: ['Monday'] }],
      'maintenance[0].days must be an array of sun, mon, tue, wed, thu, fri, sat, at least one; got "Monday"',
    ],
    [
      [{ from: '22:00', to: '23:00', timeZone: 'Mars/Olympus' }],
      'maintenance[0].timeZone must be an IANA time zone such as Europe/Berlin; got "Mars/Olympus"',
    ],
    [[{ from: '22:00', to: '23:00', zone: 'UTC' }], 'maintenance[0] has no option "zone"'],
  ])('refuses %j: %s', (windows, message) => {
    expect(() => createMaintenanceCalendar(windows as MaintenanceWindow[])).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringContaining(message) }),
    );
  });
});
