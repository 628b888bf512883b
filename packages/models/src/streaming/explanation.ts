import type { Attribution } from '../verdict.js';
import { writeTogether } from './quantities.js';

const mostFeatures = 3;
/** Share of the score from which a feature is worth a word beside the first one. */
const leastShare = 0.2;
/** Distances from the expected range, in widths of that range. */
const slight = 0.5;
const far = 2;
/** A range is taken to be at least this share of its bound wide: anything is far from a range of no width. */
const leastWidth = 0.1;

/**
 * Why a sample scores as it does, in one plain sentence about the features that add most, at most three; '' when none adds
 * anything: `memory_percent 91 % is far above its expected 52-61 %; it explains 83 % of the score`. Units follow from the ends of
 * the features' names, and counters are given per second. Cost: about two microseconds.
 *
 * @param attributions largest share first
 */
export function explain(attributions: readonly Omit<Attribution, 'contribution'>[]): string {
  const [first, ...others] = attributions.slice(0, mostFeatures);
  if (first === undefined || !(first.share >= 0.005)) return '';
  const rest = others
    .filter(({ share }) => share >= leastShare)
    .map((other) => `; ${describe(other, ' also')}`);
  const share = `${Math.round(first.share * 100)} %`;
  return `${describe(first, '')}; it explains ${share} of the score${rest.join('')}`;
}

function describe(attribution: Omit<Attribution, 'contribution'>, also: string): string {
  const { feature, observed, perSecond } = attribution;
  const { low, high } = attribution.expected;
  if (!Number.isFinite(observed)) return `${feature} is${also} missing`;
  const isKnown = Number.isFinite(low) && Number.isFinite(high);
  const { texts, unit } = writeTogether(feature, isKnown ? [observed, low, high] : [observed]);
  const [shown, from, to] = texts;
  const per = perSecond ? '/s' : '';
  const withUnit = (text: string) => (unit === '' ? `${text}${per}` : `${text} ${unit}${per}`);
  const value = `${feature} ${withUnit(shown)}`;
  if (!isKnown) return `${value} is${also} unusual`;
  const range = withUnit(low === high ? from : `${from}${low < 0 ? ' to ' : '-'}${to}`);
  if (observed >= low && observed <= high) {
    return `${value} is${also} within its expected ${range} but moves unlike before`;
  }
  const side = observed > high ? 'above' : 'below';
  return `${value} is${also} ${distance(observed, low, high)} ${side} its expected ${range}`;
}

function distance(observed: number, low: number, high: number): string {
  const bound = observed > high ? high : low;
  const widths = Math.abs(observed - bound) / Math.max(high - low, leastWidth * Math.abs(bound));
  if (widths <= slight) return 'slightly';
  return widths <= far ? 'well' : 'far';
}
