// Values of features in text. The unit of a feature is the end of its name. A copy of src/text/units.ts, because the files of this folder
// are served as they are, without a build; a property test keeps the two alike (test/page/modules.test.ts).

/** A text with its unit, apart so that a range can name the unit once. @typedef {{ text: string, unit: string }} Quantity */

const BYTE_STEPS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
/** The longest suffix first: `_bytes_per_second` also ends in `_per_second`. */
const SUFFIXES = ['_bytes_per_second', '_per_second', '_percent', '_bytes', '_seconds'];
const UNITS = /** @type {Record<string, string>} */ ({ _per_second: '/s', _percent: '%', _seconds: 's' });

/** @param {string} feature */
function suffixOf(feature) {
  return SUFFIXES.find((suffix) => feature.endsWith(suffix) && feature.length > suffix.length) ?? '';
}

/**
 * The name without its unit, spaces in place of underscores: `cpu`, `network receive`.
 *
 * @param {string} feature
 */
export function shortName(feature) {
  return feature.slice(0, feature.length - suffixOf(feature).length).replaceAll('_', ' ');
}

/** @param {string} feature */
export function isPercent(feature) {
  return suffixOf(feature) === '_percent';
}

/**
 * @param {string} feature
 * @param {number | null | undefined} value
 * @returns {Quantity}
 */
function quantityOf(feature, value) {
  const suffix = suffixOf(feature);
  if (value === null || value === undefined) return { text: '–', unit: '' };
  if (!suffix.startsWith('_bytes')) return { text: plain(value, suffix), unit: UNITS[suffix] ?? '' };
  const { scaled, unit } = bytes(value, suffix);
  return { text: scaled.toFixed(unit.startsWith('B') ? 0 : 1), unit };
}

/**
 * @param {number} value
 * @param {string} suffix
 */
function bytes(value, suffix) {
  let scaled = value;
  let step = 0;
  // 999.95 would be shown as "1000.0".
  while (Math.abs(scaled) >= 999.95 && step < BYTE_STEPS.length - 1) {
    scaled /= 1000;
    step += 1;
  }
  return { scaled, unit: `${BYTE_STEPS[step]}${suffix === '_bytes' ? '' : '/s'}` };
}

/**
 * @param {number} value
 * @param {string} suffix
 */
function plain(value, suffix) {
  if (suffix === '_percent') return value.toFixed(1);
  const magnitude = Math.abs(value);
  if (magnitude >= 1e6 || (magnitude > 0 && magnitude < 0.01)) return value.toExponential(2);
  return value.toFixed(magnitude < 100 ? 2 : 0);
}

/** @param {Quantity} quantity */
function formatQuantity({ text, unit }) {
  return unit === '' ? text : `${text} ${unit}`;
}

/**
 * `98.7 %`, `1.2 MB/s`, `0.53`, `–`
 *
 * @param {string} feature
 * @param {number | null | undefined} value
 */
export function formatValue(feature, value) {
  return formatQuantity(quantityOf(feature, value));
}

/**
 * `3.1–9.8 %`; both units when they differ; empty when nothing is expected.
 *
 * @param {string} feature
 * @param {number | null | undefined} low
 * @param {number | null | undefined} high
 */
export function formatRange(feature, low, high) {
  if (low == null || high == null) return '';
  const [from, to] = [quantityOf(feature, low), quantityOf(feature, high)];
  const last = formatQuantity(to);
  if (formatQuantity(from) === last) return last;
  const first = from.unit === to.unit ? from.text : formatQuantity(from);
  return `${first}${low < 0 ? ' to ' : '–'}${last}`;
}

const ticks = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 4 });

/**
 * A value on an axis, with no more digits than it needs.
 *
 * @param {number} value
 * @param {string} [feature]
 */
export function formatTick(value, feature = '') {
  const suffix = suffixOf(feature);
  if (suffix.startsWith('_bytes')) {
    const { scaled, unit } = bytes(value, suffix);
    return `${ticks.format(scaled)} ${unit}`;
  }
  return `${ticks.format(value)}${suffix === '_percent' ? ' %' : ''}`;
}

/**
 * Whether a value is above or below its expected range; empty when it is neither.
 *
 * @param {number | null | undefined} value
 * @param {number | null | undefined} low
 * @param {number | null | undefined} high
 */
export function position(value, low, high) {
  if (value == null || low == null || high == null) return '';
  if (value > high) return 'above';
  return value < low ? 'below' : '';
}
