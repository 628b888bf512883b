import { columnTable, figure, page, type Row, table } from '../../html/document.js';
import { formatCount, formatDuration, formatNumber, formatShare, formatTime } from '../../text/format.js';
import { type Html, html } from '../../text/html.js';
import type { Alarm, BacktestReport, HostReport, LabelMeasures } from '../report.js';
import { alarmDuration, budgetColumns, formatChance, labelRows } from '../text.js';
import { budgetChart } from './budget-chart.js';
import { type AlarmAnchors, hostCharts } from './host-charts.js';

const mostAlarmsListed = 1000;
const mostHostsDrawn = 20;
const widestChart = 1600;
/** About what one slot of one series takes in the page. */
const bytesPerSlot = 22;
const chartBytes = 2_400_000;

/** A backtest as one self-contained page: every figure, every alarm and the course of every host. */
export function backtestPage(report: BacktestReport, sourceName: string): string {
  const { alarms, hosts, labels } = report;
  const anchors: AlarmAnchors = new Map(
    alarms.slice(0, mostAlarmsListed).map((alarm, i) => [alarm, `alarm-${i + 1}`]),
  );
  const drawn = [...hosts].sort((a, b) => b.alarms.length - a.alarms.length).slice(0, mostHostsDrawn);
  const slots = slotsFor(drawn);
  const span = `${formatTime(Math.min(...hosts.map(({ start }) => start)))} to ${formatTime(Math.max(...hosts.map(({ end }) => end)))} UTC`;
  return page(`Backtest of ${sourceName}`, `${formatCount(hosts.length, 'host')} · ${span}`, [
    figures(report),
    html`<h2>Budgets</h2><div class="columns">${budgetChart(report.budgets)}${budgetTable(report)}</div>`,
    ...(labels ? [labelSection(labels)] : []),
    alarmSection(report, anchors),
    key(labels !== null),
    ...(drawn.length < hosts.length
      ? [
          html`<p class="note">Drawn are the ${drawn.length} hosts with the most alarms, of ${hosts.length}.</p>`,
        ]
      : []),
    ...drawn.map((host) => hostCharts(host, slots, anchors)),
  ]);
}

/** As fine as the page can afford: its size does not depend on how much was replayed. */
function slotsFor(hosts: readonly HostReport[]): number {
  const series = hosts.reduce((sum, { features }) => sum + 2 + 2 * features.length, 0);
  return Math.min(widestChart, Math.max(60, Math.floor(chartBytes / (bytesPerSlot * series))));
}

function figures({
  alarms,
  alarmsPerWeek,
  alertsPerWeek,
  weeks,
  judged,
  samples,
  labels,
}: BacktestReport): Html {
  return html`<div class="figures">
${figure(formatCount(alarms.length, 'alarm'), `would have been raised in ${formatDuration(weeks * 604_800)}`)}
${figure(formatNumber(alarmsPerWeek), `a week and host, at a budget of ${formatNumber(alertsPerWeek)}`)}
${figure(formatShare(1 - judged / samples), 'of the data was learned or warm-up')}
${labels ? [figure(`${labels.eventsFound} of ${labels.events}`, 'labelled events found'), figure(formatNumber(labels.falseAlarmsPerWeek), 'false alarms a week')] : html``}
</div>`;
}

function budgetTable({ budgets, labels }: BacktestReport): Html {
  return html`<div>${columnTable(budgets, budgetColumns(labels !== null))}<p class="note">Per host. On the dashed line of the chart the measured rate is the budget.</p></div>`;
}

function labelSection(labels: LabelMeasures): Html {
  return html`<section><h2>Against the labels</h2>${table(
    ['Measure', 'Value'],
    labelRows(labels).map((cells) => ({ cells })),
  )}</section>`;
}

function alarmSection({ alarms, hosts }: BacktestReport, anchors: AlarmAnchors): Html {
  if (alarms.length === 0) return html`<section><h2>Alarms</h2><p>None.</p></section>`;
  const interval = new Map(hosts.map(({ host, intervalSeconds }) => [host, intervalSeconds]));
  const isLabelled = alarms.some(({ isTrue }) => isTrue !== null);
  const hasFeedback = alarms.some(({ trueChance }) => trueChance !== null);
  const titles = [
    'Start (UTC)',
    ...(hosts.length > 1 ? ['Host'] : []),
    '#Lasts',
    '#Peak / threshold',
    ...(isLabelled ? ['Label'] : []),
    ...(hasFeedback ? ['#Chance'] : []),
    'Why',
  ];
  const row = (alarm: Alarm): Row => ({
    id: anchors.get(alarm),
    cells: [
      html`<span class="time">${formatTime(alarm.start)}</span>`,
      ...(hosts.length > 1 ? [alarm.host] : []),
      alarmDuration(alarm, interval.get(alarm.host) ?? 0),
      `${formatNumber(alarm.peak.score)} / ${formatNumber(alarm.peak.threshold)}`,
      ...(isLabelled ? [verdict(alarm.isTrue)] : []),
      ...(hasFeedback ? [formatChance(alarm.trueChance)] : []),
      alarm.explanation,
    ],
  });
  const listed = alarms.slice(0, mostAlarmsListed);
  const rest = alarms.length - listed.length;
  return html`<section><h2>Alarms</h2>${table(titles, listed.map(row))}
${rest > 0 ? html`<p class="note">And ${rest} more; <code>--json</code> has all.</p>` : html``}</section>`;
}

function verdict(isTrue: boolean | null): Html {
  if (isTrue === null) return html``;
  return isTrue ? html`<span class="true">true</span>` : html`<span class="false">false</span>`;
}

function key(isLabelled: boolean): Html {
  const entry = (color: string, opacity: number, text: string): Html =>
    html`<span><i style="background:var(--${color});opacity:${opacity}"></i>${text}</span>`;
  return html`<p class="key">${[
    entry('score', 1, 'observed'),
    entry('band', 0.25, 'expected range'),
    entry('limit', 1, 'threshold'),
    entry('alarm', 0.5, 'alarm (a click leads to its line)'),
    ...(isLabelled ? [entry('event', 1, 'labelled event')] : []),
    entry('learned', 0.3, 'learned or warm-up'),
  ]}</p>`;
}
