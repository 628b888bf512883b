import { columnTable, page, table } from '../html/document.js';
import { formatShare } from '../text/format.js';
import { html } from '../text/html.js';
import type { CompareReport } from './compare.js';
import { costColumns, labelColumns, summarizeComparison } from './text.js';

/** A comparison as one self-contained page. */
export function comparePage(report: CompareReport, sourceName: string): string {
  const { contestants, agreement } = report;
  const names = contestants.map(({ name }) => name);
  const agreementRows = names.map((name, i) => ({ cells: [name, ...agreement[i].map(formatShare)] }));
  return page(`Models on ${sourceName}`, summarizeComparison(report), [
    html`<h2>Cost and alarms</h2>${columnTable(contestants, costColumns)}`,
    ...(contestants.some(({ labels }) => labels !== null)
      ? [html`<h2>Against the labels</h2>${columnTable(contestants, labelColumns)}`]
      : []),
    html`<h2>Agreement</h2>${table(['', ...names.map((name) => `#${name}`)], agreementRows)}
<p class="note">Of the samples on which either had an alarm on, the share on which both had.</p>`,
  ]);
}
