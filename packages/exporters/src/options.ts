import { ExporterError } from './errors.js';

/** Returns `value` if it is an integer from `minimum` to `maximum`. Otherwise throws `INVALID_OPTION`, which names the option. */
export function integerOption(name: string, value: number, minimum: number, maximum: number): number {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw new ExporterError(
    'INVALID_OPTION',
    `${name} must be an integer from ${minimum} to ${maximum}, got ${String(value)}`,
  );
}

/** Returns `value` if it is one of `allowed`. Otherwise throws `INVALID_OPTION`, which names the option. */
export function choiceOption<Choice extends string>(
  name: string,
  value: Choice,
  allowed: readonly Choice[],
): Choice {
  if (allowed.includes(value)) return value;
  throw new ExporterError(
    'INVALID_OPTION',
    `${name} must be one of ${allowed.join(', ')}, got ${JSON.stringify(value)}`,
  );
}
