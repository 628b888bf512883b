import type { VerdictAttribution } from '../verdict.js';
import { displayName } from './display.js';
import { formatQuantity, formatRange, quantityOf } from './units.js';

/** Why a sample is unusual, in words: `cpu_percent 98.7 % is far above its expected 3.1–9.8 % (91 % of the score)`. */
export function explainAttribution({ feature, share, observed, expected }: VerdictAttribution): string {
  const name = displayName(feature);
  const part = Number.isFinite(share) ? ` (${(share * 100).toFixed(0)} % of the score)` : '';
  if (Number.isNaN(observed)) return `${name} is missing${part}`;
  const value = formatQuantity(quantityOf(feature, observed));
  const { low, high } = expected;
  if (Number.isNaN(low) || Number.isNaN(high)) return `${name} ${value}${part}`;
  const range = formatRange(quantityOf(feature, low), quantityOf(feature, high));
  return `${name} ${value} ${positionOf(observed, low, high)} ${range}${part}`;
}

/** "Far" is further outside the range than the range is wide, or than a tenth of its bound when the range is a point. */
function positionOf(observed: number, low: number, high: number): string {
  const far = (distance: number, bound: number) =>
    distance > Math.max(high - low, Math.abs(bound) / 10) ? 'far ' : '';
  if (observed > high) return `is ${far(observed - high, high)}above its expected`;
  if (observed < low) return `is ${far(low - observed, low)}below its expected`;
  return 'is unusual beside the others, though within its expected';
}
