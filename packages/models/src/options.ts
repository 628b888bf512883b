import { ModelError } from './errors.js';

interface Bounds {
  readonly min?: number;
  readonly max?: number;
  /** The smallest value itself is refused. */
  readonly exclusiveMin?: boolean;
}

function describe(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Throws the `INVALID_OPTION` of a rule that the other functions of this file cannot express. */
export function refuseOption(name: string, rule: string, value: unknown): never {
  throw new ModelError('INVALID_OPTION', `${name} must be ${rule}; got ${describe(value)}`);
}

function boundsText({ min, max, exclusiveMin }: Bounds): string {
  const low = min === undefined ? '' : `${exclusiveMin ? 'above' : 'at least'} ${min}`;
  const high = max === undefined ? '' : `at most ${max}`;
  const both = [low, high].filter((part) => part !== '').join(' and ');
  return both === '' ? '' : ` of ${both}`;
}

function within(value: number, { min, max, exclusiveMin }: Bounds): boolean {
  if (min !== undefined && (exclusiveMin ? value <= min : value < min)) return false;
  return max === undefined || value <= max;
}

/** Returns `value` when it is a finite number inside `bounds`, else throws `INVALID_OPTION`. */
export function numberOption(name: string, value: unknown, bounds: Bounds = {}): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || !within(value, bounds)) {
    refuseOption(name, `a finite number${boundsText(bounds)}`, value);
  }
  return value;
}

/** Returns `value` when it is an integer inside `bounds`, else throws `INVALID_OPTION`. */
export function integerOption(name: string, value: unknown, bounds: Bounds = {}): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || !within(value, bounds)) {
    refuseOption(name, `an integer${boundsText(bounds)}`, value);
  }
  return value;
}

/** Returns `value` when it is one of `choices`, else throws `INVALID_OPTION`. */
export function choiceOption<Choice extends string>(
  name: string,
  value: unknown,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) refuseOption(name, `one of ${choices.map(describe).join(', ')}`, value);
  return found;
}

/** Refuses option names that the caller does not know, so that a misspelt option is not silently a default. */
export function refuseUnknownOptions(owner: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) {
      throw new ModelError(
        'INVALID_OPTION',
        `${owner} has no option ${describe(name)}; its options are ${known.join(', ')}`,
      );
    }
  }
}

/** Whether a value is a list of different names, at least one. */
export function isNameList(value: unknown): value is string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((name) => typeof name === 'string') &&
    new Set(value).size === value.length
  );
}
