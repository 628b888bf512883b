import { numberOption } from '../options.js';
import { checkSameLength, runsOfOnes } from './runs.js';

/** What somebody on call would have seen. */
export interface AlarmCounts {
  /** Runs of consecutive 1s among the decisions. */
  readonly alarms: number;
  /** Alarms without a single labelled sample. */
  readonly falseAlarms: number;
  readonly alarmsPerWeek: number;
  readonly falseAlarmsPerDay: number;
  /** Share of the normal samples that were called anomalies; what a target rate promises. `NaN` when there are none. */
  readonly falseAlarmRate: number;
}

/**
 * Counts alarms rather than samples: a run of consecutive 1s among a detector's decisions is one alarm. Cost: one pass.
 *
 * @param intervalSeconds time between two samples.
 * @throws ModelError `INVALID_DATA` when the lengths differ, `INVALID_OPTION` when the interval is not positive.
 *
 * @example
 * ```ts
 * const [decisions, labels] = [[0, 1, 1, 0, 1, 0], [0, 0, 0, 0, 1, 1]];
 * countAlarms(decisions, labels, 14_400); // { alarms: 2, falseAlarms: 1, alarmsPerWeek: 14, falseAlarmsPerDay: 1, falseAlarmRate: 0.5 }
 * ```
 */
export function countAlarms(
  decisions: ArrayLike<number>,
  labels: ArrayLike<number>,
  intervalSeconds: number,
): AlarmCounts {
  checkSameLength(decisions, labels, 'decision');
  numberOption('intervalSeconds', intervalSeconds, { min: 0, exclusiveMin: true });
  const days = (decisions.length * intervalSeconds) / 86_400;
  const alarms = runsOfOnes(decisions);
  let falseAlarms = 0;
  for (const { start, end } of alarms) {
    let i = start;
    while (i < end && labels[i] !== 1) i++;
    if (i === end) falseAlarms++;
  }
  let normal = 0;
  let flagged = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 1) continue;
    normal++;
    if (decisions[i] === 1) flagged++;
  }
  return {
    alarms: alarms.length,
    falseAlarms,
    alarmsPerWeek: (7 * alarms.length) / days,
    falseAlarmsPerDay: falseAlarms / days,
    falseAlarmRate: flagged / normal,
  };
}
