import { escapeUnprintable } from '../text/display.js';

/**
 * The verdict itself, all its fields, as one line of JSON without a line break. JSON has no NaN: what is missing becomes
 * `null`. `JSON.parse` gives back the very names, also those that had to be escaped for the terminal's sake.
 */
export function formatJson(verdict: object): string {
  return escapeUnprintable(JSON.stringify(verdict));
}
