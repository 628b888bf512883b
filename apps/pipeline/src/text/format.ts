const unknown = '–';

/** A time in UTC, to the second. */
export function formatTime(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return unknown;
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** A length of time in its two largest units, e.g. `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return unknown;
  const whole = Math.round(seconds);
  if (whole < 1) return seconds > 0 ? `${formatNumber(seconds * 1000)} ms` : '0 s';
  const first = units.findIndex(([, size]) => whole >= size);
  let rest = whole;
  const parts: string[] = [];
  for (const [unit, size] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.join(' ');
}

/** A number to three significant digits. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return unknown;
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString('en-US');
  if (size !== 0 && size < 0.001) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

/** A share of 1 in per cent. */
export function formatShare(value: number): string {
  return Number.isFinite(value) ? `${formatNumber(100 * value)} %` : unknown;
}

/** A count with its noun: `1 alarm`, `2 alarms`. */
export function formatCount(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
