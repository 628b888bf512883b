// Numbers, times and states in words.

/** @import { State } from './types.js' */

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
 */
function quantity(feature, value) {
  const suffix = suffixOf(feature);
  if (value === null || value === undefined) return { text: '–', unit: '' };
  if (!suffix.startsWith('_bytes')) return { text: plain(value, suffix), unit: UNITS[suffix] ?? '' };
  const { scaled, unit } = bytes(value, suffix);
  return { text: scaled.toFixed(/^B/.test(unit) ? 0 : 1), unit };
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

/**
 * `98.7 %`, `1.2 MB/s`, `0.53`, `–`
 *
 * @param {string} feature
 * @param {number | null | undefined} value
 */
export function formatValue(feature, value) {
  const { text, unit } = quantity(feature, value);
  return unit === '' ? text : `${text} ${unit}`;
}

const ticks = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 4 });

/**
 * A value as it stands at an axis: no more digits than it needs.
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
 * `3.1–9.8 %`; both units when they differ; empty when nothing is expected.
 *
 * @param {string} feature
 * @param {number | null | undefined} low
 * @param {number | null | undefined} high
 */
export function formatRange(feature, low, high) {
  if (low == null || high == null) return '';
  const [from, to] = [quantity(feature, low), quantity(feature, high)];
  if (from.text === to.text && from.unit === to.unit) return formatValue(feature, high);
  const first = from.unit === to.unit ? from.text : `${from.text} ${from.unit}`;
  return `${first}${low < 0 ? ' to ' : '–'}${formatValue(feature, high)}`;
}

/**
 * Where a value lies, in words; empty when it lies where it was expected.
 *
 * @param {readonly (number | null)[] | undefined} reading
 */
export function position(reading) {
  const [value, low, high] = reading ?? [];
  if (value == null || low == null || high == null) return '';
  return value > high ? 'above' : value < low ? 'below' : '';
}

/** @param {number | null | undefined} score */
export function formatScore(score) {
  if (score == null) return '–';
  const magnitude = Math.abs(score);
  return magnitude >= 1e5
    ? score.toExponential(1)
    : score.toFixed(magnitude < 10 ? 2 : magnitude < 100 ? 1 : 0);
}

/** @param {number | null | undefined} share */
export function formatShare(share) {
  return share == null ? '–' : `${Math.round(share * 100)} %`;
}

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/**
 * Time of day here, in milliseconds since the epoch.
 *
 * @param {number} time
 */
export function formatTime(time) {
  return clock.format(time);
}

const STEPS = /** @type {const} */ ([
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
]);

/**
 * The two largest units: `45 s`, `2 min 15 s`, `3 d 4 h`.
 *
 * @param {number} milliseconds
 */
export function formatDuration(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const first = STEPS.findIndex(([size]) => seconds >= size);
  if (first < 0) return '0 s';
  const [size, unit] = STEPS[first];
  const whole = `${Math.floor(seconds / size)} ${unit}`;
  const next = STEPS[first + 1];
  const rest = next ? Math.floor((seconds % size) / next[0]) : 0;
  return rest === 0 ? whole : `${whole} ${rest} ${next[1]}`;
}

/** @type {Record<State, string>} */
const STATES = {
  normal: 'Normal',
  pending: 'Unusual',
  firing: 'Anomaly',
  resolving: 'Anomaly, settling',
  warming: 'Warming up',
  no_data: 'No data',
};

/**
 * @param {State} state
 * @param {boolean} isAnomaly a decision that is held through samples that could not be scored
 */
export function stateWords(state, isAnomaly) {
  const isHeld = isAnomaly && (state === 'warming' || state === 'no_data');
  return isHeld ? `${STATES[state]}, anomaly goes on` : STATES[state];
}
