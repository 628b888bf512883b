import { integerOption, refuseUnknownOptions } from '../options.js';

/** How many samples make an alert: `above` unusual ones among the last `of`. As many quiet ones in a row as `of` end it. */
export interface ConfirmOptions {
  /** @default 2 */
  readonly above?: number;
  /** At most 32. @default 3 */
  readonly of?: number;
}

/** Returns the options with their defaults, else throws `INVALID_OPTION`. */
export function checkConfirm(confirm: ConfirmOptions = {}): Required<ConfirmOptions> {
  refuseUnknownOptions('confirm', confirm, ['above', 'of']);
  const of = integerOption('confirm.of', confirm.of ?? 3, { min: 1, max: 32 });
  const above = integerOption('confirm.above', confirm.above ?? 2, { min: 1, max: of });
  return { above, of };
}
