import { inspect } from 'node:util';
import { CollectorError } from './errors.js';

/** Throws a {@link CollectorError} with code `invalid_option` that names the option, the rule and the value. */
export function check(holds: boolean, option: string, rule: string, actual: unknown): void {
  if (holds) return;
  throw new CollectorError('invalid_option', `${option} must be ${rule}, got ${inspect(actual)}`);
}

/** Whether `value` is a string with something in it. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A moment as milliseconds since the epoch. Throws like {@link check}. */
export function moment(option: string, value: number | Date): number {
  const time = value instanceof Date ? value.getTime() : value;
  const isMoment = typeof time === 'number' && Math.abs(time) <= 8.64e15;
  check(isMoment, option, 'a Date or milliseconds since 1970', value);
  return time;
}
