import { inspect } from 'node:util';
import { CollectorError } from './errors.js';
import { LATEST_MILLISECONDS } from './time.js';

/** Throws a {@link CollectorError} with code `invalid_option` that names the option, the rule and the value. */
export function check(holds: boolean, option: string, rule: string, actual: unknown): void {
  if (holds) return;
  throw new CollectorError('invalid_option', `${option} must be ${rule}, got ${inspect(actual)}`);
}

/** Whether `value` is a string with something in it. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Throws like {@link check} unless `value` is a number from `low` to `high`. */
export function checkNumber(option: string, value: unknown, low: number, high: number): void {
  const holds = typeof value === 'number' && value >= low && value <= high;
  check(holds, option, `a number from ${low} to ${high}`, value);
}

/** Throws like {@link check} unless `value` is a whole number from `low` to `high`. */
export function checkInteger(option: string, value: unknown, low: number, high: number): void {
  const holds = Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
  check(holds, option, `a whole number from ${low} to ${high}`, value);
}

/** Milliseconds since 1970. Throws like {@link check} unless `value` is a moment. */
export function toMilliseconds(option: string, value: number | Date): number {
  const time = value instanceof Date ? value.getTime() : value;
  const isMoment = typeof time === 'number' && Math.abs(time) <= LATEST_MILLISECONDS;
  check(isMoment, option, 'a Date or milliseconds since 1970', value);
  return time;
}
