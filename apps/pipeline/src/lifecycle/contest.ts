import type { Sample } from '@ad/models';
import type { DetectorOptions } from '../detectors/detector-options.js';
import type { VersionedModels } from '../detectors/versioned-models.js';
import { formatCount, formatDuration, formatNumber } from '../text/format.js';
import type { RemarkRecord } from '../tracking/records.js';
import { evaluationMetrics } from '../tracking/training-record.js';
import { type Evaluation, evaluate } from '../training/evaluate.js';
import { exceedsBudget } from './alarm-excess.js';
import type { Shadow, SideBySide } from './shadow.js';

/** How a challenger and the champion did, and whether the challenger should take over. */
export interface Contest {
  readonly challenger: Evaluation;
  readonly champion: Evaluation;
  /** What they said of live samples. */
  readonly live: SideBySide;
  readonly wins: boolean;
  /** Why, in a sentence. */
  readonly reason: string;
}

/** Of the history, as much as a contest is decided on at most; the rest is what the detectors know before. */
const judgedShare = 0.6;

/**
 * A challenger wins that finds faults at least as well as the champion in samples which neither has learned from, and that raised no
 * more alerts beside it than the budget explains. Of equals the newer one is better: it knows what is usual now.
 *
 * @param history the last samples, oldest first
 */
export async function holdContest(
  shadow: Shadow,
  current: VersionedModels,
  history: readonly Sample[],
  detector: DetectorOptions,
  alertsPerWeek: number,
): Promise<Contest> {
  const first = history.findIndex(({ timestamp }) => timestamp >= shadow.since);
  const from = Math.max(first, Math.floor((1 - judgedShare) * history.length));
  const evaluateOn = ({ models, version }: VersionedModels) =>
    evaluate({ ...detector, models, modelVersion: version }, history.slice(0, from), history.slice(from));
  const champion = await evaluateOn(current);
  const challenger = await evaluateOn(shadow.saved);
  const live = shadow.result;
  const excess = live.shadowAlarms - live.alarms;
  if (exceedsBudget(excess, live.duration, alertsPerWeek)) {
    const reason = describeExcess(live.shadowAlarms, live.alarms, live.duration, alertsPerWeek);
    return { challenger, champion, live, wins: false, reason };
  }
  const faults = `faults put into ${formatCount(challenger.samples, 'sample')}`;
  const areas = `AUC-PR ${formatNumber(challenger.aucPr)} against ${formatNumber(champion.aucPr)}`;
  const alarms = `${formatCount(live.shadowAlarms, 'alert')} against ${live.alarms}`;
  const reason = `${areas} on ${faults}, ${alarms} in ${formatDuration(live.duration / 1000)}`;
  return { challenger, champion, live, wins: challenger.aucPr >= champion.aucPr, reason };
}

/** What MLflow is to know of a contest: how it ended, as a tag of the challenger's version, and its measures. */
export function contestRecord(
  { challenger, champion, live, wins, reason }: Contest,
  { modelName, trainingId, former, timestamp }: ContestContext,
): RemarkRecord {
  const measures = {
    ...evaluationMetrics('unseen', challenger),
    ...evaluationMetrics('champion', champion),
    'shadow.samples': live.samples,
    'shadow.alarms': live.shadowAlarms,
    'shadow.champion_alarms': live.alarms,
    'shadow.agreement': live.agreement,
  };
  return {
    kind: 'remark',
    modelName,
    trainingId,
    isDismissed: !wins,
    tags: { 'ad.contest': `${wins ? 'better than' : 'not better than'} ${former}: ${reason}` },
    metrics: Object.entries(measures)
      .filter(([, value]) => Number.isFinite(value))
      .map(([key, value]) => ({ key, value, timestamp })),
  };
}

/** What a contest was about, and when it was decided. */
interface ContestContext {
  readonly modelName: string;
  /** Of the challenger. */
  readonly trainingId: string;
  /** The champion's version. */
  readonly former: string;
  readonly timestamp: number;
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
