// Scores, shares, times, durations and states in text.

/** @import { State } from './types.js' */

/** @param {number | null | undefined} score */
export function formatScore(score) {
  if (score == null) return '–';
  const magnitude = Math.abs(score);
  if (magnitude >= 1e5) return score.toExponential(1);
  return score.toFixed(magnitude < 10 ? 2 : magnitude < 100 ? 1 : 0);
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
 * Time of day in the time zone of the browser.
 *
 * @param {number} time in milliseconds since the epoch
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
 * @param {boolean} isAnomaly the decision, which is held while samples cannot be scored
 */
export function stateWords(state, isAnomaly) {
  const isHeld = isAnomaly && (state === 'warming' || state === 'no_data');
  return isHeld ? `${STATES[state]}, anomaly goes on` : STATES[state];
}
