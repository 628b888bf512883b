import { formatCount, formatDuration, formatNumber, formatShare, formatTime } from '../text/format.js';
import { type Column, formatTable, printable } from '../text/table.js';
import type { Alarm, BacktestReport, BudgetOutcome, HostReport, LabelMeasures } from './report.js';

const mostAlarmsListed = 40;

/** A backtest for people at a terminal. */
export function describeBacktest(report: BacktestReport): string {
  const { alarms, alertsPerWeek, alarmsPerWeek, labels } = report;
  const summary = `${formatCount(alarms.length, 'alarm')} at a budget of ${formatNumber(alertsPerWeek)} a week: ${formatNumber(alarmsPerWeek)} a week measured`;
  return [
    ...report.hosts.map((host) => describeHost(host)),
    `${summary}${report.hosts.length > 1 ? ', per host' : ''}${isShort(report) ? '; less than a day was judged, too little to tell' : ''}\n`,
    ...(alarms.length > 0 ? [alarmTable(report)] : []),
    formatTable(report.budgets, budgetColumns(labels !== null)),
    ...(labels ? [formatTable(labelRows(labels), labelColumns)] : []),
  ].join('\n');
}

/** What happened within hours says little about a week. */
function isShort({ hosts }: BacktestReport): boolean {
  return hosts.every(({ weeks }) => weeks < 1 / 7);
}

function describeHost({
  host,
  start,
  end,
  intervalSeconds,
  samples,
  learned,
  warming,
  judged,
  weeks,
}: HostReport): string {
  const span = `${formatTime(start)} to ${formatTime(end)} UTC`;
  const every = Number.isNaN(intervalSeconds) ? '' : ` every ${formatDuration(intervalSeconds)}`;
  const parts = [
    ...(learned > 0 ? [`${learned.toLocaleString('en-US')} learned`] : []),
    `${warming.toLocaleString('en-US')} warming up`,
    `${judged.toLocaleString('en-US')} judged (${formatDuration(weeks * 604_800)})`,
  ];
  return `${printable(host)} · ${span} · ${formatCount(samples, 'sample')}${every}\n${' '.repeat(printable(host).length)}   ${parts.join(', ')}\n`;
}

function alarmTable({ alarms, hosts }: BacktestReport): string {
  const interval = new Map(hosts.map(({ host, intervalSeconds }) => [host, intervalSeconds]));
  const columns: Column<Alarm>[] = [
    { title: 'start (UTC)', value: ({ start }) => formatTime(start) },
    { title: 'lasts', value: (alarm) => alarmDuration(alarm, interval.get(alarm.host) ?? 0), align: 'right' },
    ...(hosts.length > 1 ? [{ title: 'host', value: ({ host }: Alarm) => host }] : []),
    {
      title: 'peak',
      value: ({ peak }) => `${formatNumber(peak.score / peak.threshold)} x threshold`,
      align: 'right',
    },
    ...(alarms.some(({ isTrue }) => isTrue !== null)
      ? [{ title: 'label', value: ({ isTrue }: Alarm) => (isTrue === null ? '' : isTrue ? 'true' : 'FALSE') }]
      : []),
    ...(alarms.some(({ trueChance }) => trueChance !== null)
      ? [
          {
            title: 'chance',
            value: ({ trueChance }: Alarm) => formatChance(trueChance),
            align: 'right' as const,
          },
        ]
      : []),
    { title: 'why', value: ({ explanation }) => explanation },
  ];
  const more = alarms.length - mostAlarmsListed;
  const text = formatTable(alarms.slice(0, mostAlarmsListed), columns);
  return more > 0 ? `${text}… and ${more} more: --json and --html have all\n` : text;
}

/** How much an alarm is like those that people called true. */
export function formatChance(chance: number | null): string {
  return chance === null ? '' : `${Math.round(100 * chance)} %`;
}

/** How long an alarm was on; its last sample counts as a whole interval. */
export function alarmDuration({ start, end, isOpen }: Alarm, intervalSeconds: number): string {
  return `${formatDuration((end - start) / 1000 + intervalSeconds)}${isOpen ? ' +' : ''}`;
}

/** What each budget comes to. */
export function budgetColumns(isLabelled: boolean): Column<BudgetOutcome>[] {
  return [
    { title: 'budget a week', value: ({ alertsPerWeek }) => formatNumber(alertsPerWeek), align: 'right' },
    { title: 'alarms', value: ({ alarms }) => String(alarms), align: 'right' },
    {
      title: 'measured a week',
      value: ({ measuredPerWeek }) => formatNumber(measuredPerWeek),
      align: 'right',
    },
    ...(isLabelled
      ? [
          {
            title: 'events found',
            value: ({ labels }: BudgetOutcome) =>
              labels ? `${labels.eventsFound} of ${labels.events}` : '–',
            align: 'right' as const,
          },
          {
            title: 'false alarms',
            value: ({ labels }: BudgetOutcome) => (labels ? String(labels.falseAlarms) : '–'),
            align: 'right' as const,
          },
        ]
      : []),
  ];
}

/** What labels say, one line each: the measure and its value. */
export function labelRows(labels: LabelMeasures): (readonly [measure: string, value: string])[] {
  return [
    ['AUC-PR', `${formatNumber(labels.aucPr)} (a random score: ${formatNumber(labels.anomalousShare)})`],
    ['VUS-PR', formatNumber(labels.vusPr)],
    ['Event recall at 1 % false alarms', formatShare(labels.eventRecallAt1Percent)],
    ['Event recall at 0.1 % false alarms', formatShare(labels.eventRecallAt01Percent)],
    ['Events found by alarms', `${labels.eventsFound} of ${labels.events}`],
    ['False alarms', `${labels.falseAlarms}, ${formatNumber(labels.falseAlarmsPerWeek)} a week`],
    ['Median delay', formatDuration(labels.medianDelaySeconds)],
  ];
}

const labelColumns: Column<readonly [string, string]>[] = [
  { title: 'with labels', value: ([measure]) => measure },
  { title: '', value: ([, value]) => value },
];
