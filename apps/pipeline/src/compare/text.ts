import { formatCount, formatDuration, formatNumber, formatShare } from '../text/format.js';
import { type Column, formatTable } from '../text/table.js';
import type { CompareReport, ContestantReport } from './compare.js';

/** A comparison for people at a terminal. */
export function describeComparison(report: CompareReport): string {
  const { contestants, agreement } = report;
  const isLabelled = contestants.some(({ labels }) => labels !== null);
  const agreementColumns: Column<number>[] = [
    { title: 'agreement', value: (i) => contestants[i].name },
    ...contestants.map(
      ({ name }, j): Column<number> => ({
        title: name,
        value: (i) => formatShare(agreement[i][j]),
        align: 'right',
      }),
    ),
  ];
  return [
    `${summarizeComparison(report)}\n`,
    formatTable(contestants, costColumns),
    ...(isLabelled ? [formatTable(contestants, labelColumns)] : []),
    formatTable([...contestants.keys()], agreementColumns),
  ].join('\n');
}

/** What was compared, on what. */
export function summarizeComparison({ samples, hosts, learned, alertsPerWeek }: CompareReport): string {
  return `${formatCount(samples, 'sample')} of ${formatCount(hosts, 'host')}, ${learned.toLocaleString('en-US')} of them learned; at a budget of ${formatNumber(alertsPerWeek)} a week`;
}

const name: Column<ContestantReport> = { title: 'model', value: (one) => one.name };

/** What a contestant costs and how often it alarms. */
export const costColumns: readonly Column<ContestantReport>[] = [
  name,
  { title: 'training', value: ({ trainingSeconds }) => `${formatNumber(trainingSeconds)} s`, align: 'right' },
  {
    title: 'per sample',
    value: ({ microsecondsPerSample }) => `${formatNumber(microsecondsPerSample)} us`,
    align: 'right',
  },
  { title: 'alarms', value: ({ alarms }) => String(alarms), align: 'right' },
  { title: 'a week', value: ({ alarmsPerWeek }) => formatNumber(alarmsPerWeek), align: 'right' },
];

/** What labels say of a contestant. */
export const labelColumns: readonly Column<ContestantReport>[] = [
  name,
  { title: 'AUC-PR', value: ({ labels }) => formatNumber(labels?.aucPr ?? Number.NaN), align: 'right' },
  { title: 'VUS-PR', value: ({ labels }) => formatNumber(labels?.vusPr ?? Number.NaN), align: 'right' },
  {
    title: 'recall at 1 %',
    value: ({ labels }) => formatShare(labels?.eventRecallAt1Percent ?? Number.NaN),
    align: 'right',
  },
  {
    title: 'at 0.1 %',
    value: ({ labels }) => formatShare(labels?.eventRecallAt01Percent ?? Number.NaN),
    align: 'right',
  },
  {
    title: 'events found',
    value: ({ labels }) => (labels ? `${labels.eventsFound} of ${labels.events}` : '–'),
    align: 'right',
  },
  { title: 'false alarms', value: ({ labels }) => String(labels?.falseAlarms ?? '–'), align: 'right' },
  {
    title: 'median delay',
    value: ({ labels }) => formatDuration(labels?.medianDelaySeconds ?? Number.NaN),
    align: 'right',
  },
];
