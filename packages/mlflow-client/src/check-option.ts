import { MlflowError } from './errors.js';

/** Timers of the platform end here; beyond it they fire at once. */
export const longestMilliseconds = 2 ** 31 - 1;

/** Returns `value` when it is a number of `[minimum, maximum]`. */
export function numberOption(name: string, value: number, minimum: number, maximum: number): number {
  if (typeof value === 'number' && value >= minimum && value <= maximum) return value;
  throw invalidOption(name, `be a number from ${minimum} to ${maximum}`, value);
}

/** Throws when options have a key that those in force have not: a misspelt option would silently do nothing. */
export function knownOptions(options: object, inForce: object): void {
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(inForce, key));
  if (unknown === undefined) return;
  throw invalidOption('an option', `be one of ${Object.keys(inForce).join(', ')}`, unknown);
}

/** The error for an option that breaks its rule. */
export function invalidOption(name: string, rule: string, value: unknown): MlflowError {
  return new MlflowError('INVALID_OPTION', `${name} must ${rule}, got ${JSON.stringify(value)}`);
}
