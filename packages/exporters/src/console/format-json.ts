import { escapeUnprintable } from '../text/display.js';

/**
 * The verdict with all its fields, as one line of JSON without a line break. JSON has no NaN, so missing values become `null`.
 * Characters that could command a terminal are escaped; `JSON.parse` restores them.
 */
export function formatJson(verdict: object): string {
  return escapeUnprintable(JSON.stringify(verdict));
}
