import { ModelError } from '../errors.js';
import { choiceOption, numberOption, refuseUnknownOptions } from '../options.js';

/** What is known of a feature beforehand. */
export interface FeatureRule {
  /** Which way is worth an alert. @default 'both' */
  readonly direction?: 'above' | 'below' | 'both';
  /** Smaller differences from what was expected do not count, in the feature's unit (of a counter: per second). @default 0 */
  readonly minimumEffect?: number;
  /**
   * The largest value that the feature can have, e.g. 100 for a percentage: half a percent of it is the least standard deviation
   * that is assumed. A feature that has one is not a counter. @default 100 for names that end with `_percent`, else the largest value seen, and at least 1
   */
  readonly fullScale?: number;
}

/** Rules by feature name. */
export type FeatureRules = Readonly<Record<string, FeatureRule>>;

/** @throws ModelError `INVALID_OPTION` */
export function checkFeatureRules(rules: FeatureRules): void {
  for (const [feature, rule] of Object.entries(rules)) {
    if (typeof rule !== 'object' || rule === null) {
      throw new ModelError('INVALID_OPTION', `features.${feature} must be an object; got ${String(rule)}`);
    }
    refuseUnknownOptions(`features.${feature}`, rule, ['direction', 'minimumEffect', 'fullScale']);
    const { direction = 'both', minimumEffect = 0, fullScale = 1 } = rule;
    choiceOption(`features.${feature}.direction`, direction, ['above', 'below', 'both']);
    numberOption(`features.${feature}.minimumEffect`, minimumEffect, { min: 0 });
    numberOption(`features.${feature}.fullScale`, fullScale, { min: 0, exclusiveMin: true });
  }
}

/** What of a difference counts: nothing in the other direction, and only what exceeds the minimum effect. */
export function effect(difference: number, { direction = 'both', minimumEffect = 0 }: FeatureRule): number {
  if (difference > 0) return direction === 'below' ? 0 : Math.max(0, difference - minimumEffect);
  return direction === 'above' ? 0 : Math.min(0, difference + minimumEffect);
}

/** What lies within this of the median is never a burst. */
export function smallestRange({ minimumEffect = 0, fullScale = 1 }: FeatureRule): number {
  return Math.max(minimumEffect, 0.02 * fullScale);
}
