/** Unit of times that are given as numbers since 1970. */
export type TimeUnit = 'seconds' | 'milliseconds';

const pattern =
  /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)? ?(?:(Z|UTC|GMT)|([+-])(\d{2}):?(\d{2})?)?$/i;

/** Smaller numbers are seconds: this is the year 5138 in seconds, and March 1973 in milliseconds. */
const LARGEST_SECONDS = 1e11;
/** The farthest from 1970 that a `Date` can be. */
export const LATEST_MILLISECONDS = 8.64e15;

/**
 * Reads times: ISO 8601 and `YYYY-MM-DD HH:MM:SS`, in UTC where they name no zone, and seconds or milliseconds since
 * 1970. Without a `unit`, the size of the first number decides which of the two all numbers are.
 */
export class TimeReader {
  #unit: TimeUnit | undefined;

  constructor(unit: TimeUnit | undefined) {
    this.#unit = unit;
  }

  /** Milliseconds since 1970, whole; `NaN` where `value` is not a time. */
  read(value: unknown): number {
    if (typeof value === 'number') return this.#fromNumber(value);
    if (typeof value !== 'string') return Number.NaN;
    const text = value.trim();
    if (text === '') return Number.NaN;
    const number = Number(text);
    return Number.isNaN(number) ? fromText(text) : this.#fromNumber(number);
  }

  #fromNumber(value: number): number {
    if (!Number.isFinite(value)) return Number.NaN;
    this.#unit ??= Math.abs(value) < LARGEST_SECONDS ? 'seconds' : 'milliseconds';
    const time = Math.round(this.#unit === 'seconds' ? value * 1000 : value);
    return Math.abs(time) <= LATEST_MILLISECONDS ? time : Number.NaN;
  }
}

function fromText(text: string): number {
  const match = pattern.exec(text);
  if (!match) return Number.NaN;
  const [, year, , month, day, hour = '0', minute = '0', second = '0', fraction = ''] = match;
  const [zoneSign, zoneHours = '0', zoneMinutes = '0'] = match.slice(10);
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // Date.UTC takes the 31st of February for the 3rd of March.
  const dayExists =
    new Date(midnight).getUTCDate() === Number(day) && Number(month) >= 1 && Number(month) <= 12;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  // 24:00 is the end of a day, and :60 a leap second.
  const timeExists = seconds <= 86_400 && Number(minute) <= 59 && Number(second) <= 60;
  if (!dayExists || !timeExists) return Number.NaN;
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (zoneSign === '-' ? -60_000 : 60_000);
  return midnight + seconds * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0')) - zone;
}
