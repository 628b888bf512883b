const hour = 3_600_000;
const minutesPerWeek = 10_080;
/** 1 January 1970 was a Thursday; weeks begin on Sunday here. */
const weekOffset = 4 * 1440;
/** The range of times that JavaScript knows. */
const lastTime = 8.64e15;

/** Shows what a clock on the wall shows. */
export interface WallClock {
  /** Minutes since Sunday 00:00 by the clock, 0 to 10079, rounded down; `NaN` for what is not a time. */
  minuteOfWeek(timestamp: number): number;
}

/**
 * A clock of one time zone. `Intl` is slow (microseconds), so it is asked once an hour of the stream: where an hour begins and ends with the
 * same offset, that offset holds throughout.
 *
 * @throws RangeError where `timeZone` is not an IANA name
 */
export function createWallClock(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const offsetAt = (timestamp: number): number => {
    const part = format.formatToParts(timestamp).find(({ type }) => type === 'timeZoneName');
    const [, sign, hours, minutes, seconds = '0'] =
      /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(part?.value ?? '') ?? [];
    if (sign === undefined) return 0; // a bare "GMT"
    const size = (Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000;
    return sign === '-' ? -size : size;
  };

  let start = Number.NaN;
  let offset: number | undefined;
  const offsetDuring = (timestamp: number): number => {
    const hourOf = Math.floor(timestamp / hour) * hour;
    if (hourOf !== start) {
      start = hourOf;
      const first = offsetAt(Math.max(start, -lastTime));
      const isConstant = offsetAt(Math.min(start + hour, lastTime)) === first;
      offset = isConstant ? first : undefined;
    }
    // Twice a year clocks are changed within the hour, or at its end.
    return offset ?? offsetAt(timestamp);
  };

  return {
    minuteOfWeek(timestamp) {
      if (!(Math.abs(timestamp) <= lastTime)) return Number.NaN;
      const minute = Math.floor((timestamp + offsetDuring(timestamp)) / 60_000) + weekOffset;
      return ((minute % minutesPerWeek) + minutesPerWeek) % minutesPerWeek;
    },
  };
}
