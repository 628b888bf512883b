import { type Rejection, reject, show } from './rejection.js';

interface Values {
  readonly ok: true;
  readonly values: Readonly<Record<string, number>>;
}

const MOST_VALUES = 256;
const LONGEST_NAME = 200;

/**
 * Checks what a message holds under `values`. Null becomes `NaN`, a missing value, and so does a number that is out of range. The
 * parsed object is changed in place, because copying it would cost as much as checking it.
 */
export function readValues(json: unknown): Values | Rejection {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return reject('bad_values', `values is ${show(json)}, not an object`);
  }
  const values = json as Record<string, unknown>;
  let count = 0;
  for (const name in values) {
    if (++count > MOST_VALUES) return reject('bad_values', `more than ${MOST_VALUES} values`);
    const value = values[name];
    if (typeof value === 'number' ? !Number.isFinite(value) : value === null) values[name] = Number.NaN;
    else if (typeof value !== 'number') return reject('bad_value', `${show(name)} is ${show(value)}`);
    if (!isFeature(name)) return reject('bad_values', `${show(name)} is not a value name`);
  }
  if (count === 0) return reject('bad_values', 'values is empty');
  return { ok: true, values: values as Record<string, number> };
}

/** `__proto__` is refused, because code that copies values one by one would lose it. */
function isFeature(name: string): boolean {
  return name !== '' && name.length <= LONGEST_NAME && name !== '__proto__';
}
