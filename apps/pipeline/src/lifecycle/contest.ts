import { formatCount, formatDuration, formatNumber } from '../text/format.js';
import type { Evaluation } from '../training/evaluate.js';
import { exceedsBudget } from './alarm-excess.js';
import type { SideBySide } from './shadow.js';

/** Whether a challenger should take over, and why, in a sentence. */
export interface ContestOutcome {
  readonly wins: boolean;
  readonly reason: string;
}

/**
 * A challenger wins that finds faults at least as well as the champion in samples which neither has learned from, and that raised no
 * more alerts beside it than the budget explains. Of equals the newer one is better: it knows what is usual now.
 */
export function decideContest(
  challenger: Evaluation,
  champion: Evaluation,
  live: SideBySide,
  alertsPerWeek: number,
): ContestOutcome {
  const excess = live.shadowAlarms - live.alarms;
  if (exceedsBudget(excess, live.duration, alertsPerWeek)) {
    return {
      wins: false,
      reason: describeExcess(live.shadowAlarms, live.alarms, live.duration, alertsPerWeek),
    };
  }
  const faults = `faults put into ${formatCount(challenger.samples, 'sample')}`;
  const areas = `AUC-PR ${formatNumber(challenger.aucPr)} against ${formatNumber(champion.aucPr)}`;
  const alarms = `${formatCount(live.shadowAlarms, 'alert')} against ${live.alarms}`;
  return {
    wins: challenger.aucPr >= champion.aucPr,
    reason: `${areas} on ${faults}, ${alarms} in ${formatDuration(live.duration / 1000)}`,
  };
}

/** That one detector raises more alerts than another on the same samples, in words. */
export function describeExcess(
  alarms: number,
  others: number,
  milliseconds: number,
  alertsPerWeek: number,
): string {
  const time = formatDuration(milliseconds / 1000);
  return `${formatCount(alarms, 'alert')} in ${time} against ${others}, with a budget of ${formatNumber(alertsPerWeek)} a week`;
}
