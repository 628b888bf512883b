import { formatCount, formatNumber, formatShare } from '../format.js';
import { page, table } from '../html/document.js';
import { type Html, html } from '../html/html.js';
import type { Column } from '../table.js';
import type { CompareReport, ContestantReport } from './compare.js';
import { costColumns, labelColumns } from './text.js';

/** A comparison as one self-contained page. */
export function comparePage(report: CompareReport, sourceName: string): string {
  const { contestants, agreement, samples, hosts, learned, alertsPerWeek } = report;
  const lead = `${formatCount(samples, 'sample')} of ${formatCount(hosts, 'host')}, ${learned.toLocaleString('en-US')} of them learned · at a budget of ${formatNumber(alertsPerWeek)} a week`;
  const names = contestants.map(({ name }) => name);
  const agreementRows = names.map((name, i) => ({ cells: [name, ...agreement[i].map(formatShare)] }));
  return page(`Models on ${sourceName}`, lead, [
    html`<h2>Cost and alarms</h2>${columnsTable(contestants, costColumns)}`,
    ...(contestants.some(({ labels }) => labels !== null)
      ? [html`<h2>Against the labels</h2>${columnsTable(contestants, labelColumns)}`]
      : []),
    html`<h2>Agreement</h2>${table(['', ...names.map((name) => `#${name}`)], agreementRows)}
<p class="note">Of the samples on which either had an alarm on, the share on which both had.</p>`,
  ]);
}

function columnsTable(rows: readonly ContestantReport[], columns: readonly Column<ContestantReport>[]): Html {
  const titles = columns.map(({ title, align }) => (align === 'right' ? `#${title}` : title));
  return table(
    titles,
    rows.map((row) => ({ cells: columns.map(({ value }) => value(row)) })),
  );
}
