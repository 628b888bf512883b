import { ExporterError } from './errors.js';

/** Returns `value` when it is an integer of `[minimum, maximum]`, throws an `INVALID_OPTION` that names the option otherwise. */
export function integerOption(name: string, value: number, minimum: number, maximum: number): number {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw new ExporterError(
    'INVALID_OPTION',
    `${name} must be an integer from ${minimum} to ${maximum}, got ${String(value)}`,
  );
}

/** Returns `value` when it is one of `allowed`, throws an `INVALID_OPTION` that names the option otherwise. */
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
