import { averagePrecision, eventRecall, volumeUnderSurface } from '@ad/models';
import type { LoggedAlarm } from './alarm-log.js';
import type { LabelMeasures } from './report.js';

/** What was judged of one host, one entry per sample, in order. */
export interface Judged {
  readonly timestamps: readonly number[];
  readonly scores: readonly number[];
  /** 1 for an anomaly, 0 for none; a sample without a label counts as normal. */
  readonly labels: readonly number[];
}

/** How alarms and labelled events meet. */
export interface AlarmMatch {
  readonly events: number;
  readonly eventsFound: number;
  readonly falseAlarms: number;
  /** From the beginning of an event to its alarm, one per event found. */
  readonly delaysSeconds: readonly number[];
}

/** Whether an alarm was on at any labelled sample. */
export function isTrueAlarm({ first, last }: LoggedAlarm, labels: readonly number[]): boolean {
  return labels.slice(first, last + 1).includes(1);
}

/** Matches alarms with labelled events: an event is found when an alarm is on during it, an alarm is false when it meets none. */
export function matchAlarms(
  alarms: readonly LoggedAlarm[],
  { labels, timestamps }: Omit<Judged, 'scores'>,
): AlarmMatch {
  const delaysSeconds: number[] = [];
  let events = 0;
  for (let start = labels.indexOf(1); start >= 0; ) {
    let end = start;
    while (labels[end + 1] === 1) end++;
    events++;
    const alarm = alarms.find(({ first, last }) => first <= end && last >= start);
    if (alarm) delaysSeconds.push((timestamps[Math.max(alarm.first, start)] - timestamps[start]) / 1000);
    start = labels.indexOf(1, end + 1);
  }
  const falseAlarms = alarms.filter((alarm) => !isTrueAlarm(alarm, labels)).length;
  return { events, eventsFound: delaysSeconds.length, falseAlarms, delaysSeconds };
}

/** All measures of one host. @param weeks time that was judged */
export function measure(judged: Judged, alarms: readonly LoggedAlarm[], weeks: number): LabelMeasures {
  const { scores, labels } = judged;
  const { delaysSeconds, ...match } = matchAlarms(alarms, judged);
  return {
    ...match,
    anomalousShare: labels.reduce((sum, label) => sum + label, 0) / labels.length,
    aucPr: averagePrecision(scores, labels),
    vusPr: volumeUnderSurface(scores, labels).pr,
    eventRecallAt1Percent: eventRecall(scores, labels, 0.01).recall,
    eventRecallAt01Percent: eventRecall(scores, labels, 0.001).recall,
    falseAlarmsPerWeek: match.falseAlarms / weeks,
    medianDelaySeconds: median(delaysSeconds),
  };
}

/** One figure for several hosts: means of what ranks scores, sums of what counts alarms, the median host's delay. */
export function combine(all: readonly LabelMeasures[], weeks: number): LabelMeasures | null {
  if (all.length === 0) return null;
  const mean = (key: keyof LabelMeasures): number => {
    const known = all.map((one) => one[key]).filter((value) => !Number.isNaN(value));
    return sum(known) / known.length;
  };
  const falseAlarms = sum(all.map((one) => one.falseAlarms));
  return {
    events: sum(all.map(({ events }) => events)),
    eventsFound: sum(all.map(({ eventsFound }) => eventsFound)),
    falseAlarms,
    falseAlarmsPerWeek: falseAlarms / weeks,
    anomalousShare: mean('anomalousShare'),
    aucPr: mean('aucPr'),
    vusPr: mean('vusPr'),
    eventRecallAt1Percent: mean('eventRecallAt1Percent'),
    eventRecallAt01Percent: mean('eventRecallAt01Percent'),
    medianDelaySeconds: median(
      all.map((one) => one.medianDelaySeconds).filter((value) => !Number.isNaN(value)),
    ),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The middle value, the mean of the two in the middle where there are two; `NaN` of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
