import { InvalidArgumentError } from '@commander-js/extra-typings';
import { parseDuration, parseTime } from '../text/parse-time.js';

/** An argument that is a number within bounds; anything else is refused with the rule. */
export function numberArgument(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= lowest && value <= highest)) {
      throw new InvalidArgumentError(`It must be a number from ${lowest} to ${highest}.`);
    }
    return value;
  };
}

/** Arguments that have a form of their own: what cannot be understood is refused with a word on the form. */
export function argument<Value>(parse: (text: string) => Value | undefined, rule: string) {
  return (text: string): Value => {
    const value = parse(text);
    if (value === undefined) throw new InvalidArgumentError(`It must be ${rule}.`);
    return value;
  };
}

/** A length of time. */
export const durationArgument = argument(parseDuration, 'a length of time such as 90s, 15m, 12h or 7d');

/** A point in time. */
export const timeArgument = argument(parseTime, 'a time such as 2026-01-31 or 2026-01-31T12:00:00Z');

/** How long a command runs, at most: what timers of the platform can do. */
export const runDuration = numberArgument(1, 2_000_000);

/** A flag as a number where it is one; else as it is, for the configuration to say what is wrong with it. */
export function toNumber(text: string | undefined): number | string | undefined {
  if (text === undefined || text.trim() === '' || Number.isNaN(Number(text))) return text;
  return Number(text);
}

/** Names with commas between; `none` is not a name. What is wrong with them is for the configuration to say. */
export function toList(text: string | undefined): string[] | undefined {
  return text === 'none' ? [] : text?.split(',');
}
