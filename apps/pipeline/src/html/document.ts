import { type Html, html } from '../text/html.js';
import type { Column } from '../text/table.js';
import { styleSheet } from './style.js';

/** A whole page in one file: no script, no network. */
export function page(title: string, lead: string, sections: readonly Html[]): string {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${styleSheet}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="lead">${lead}</p>
${sections}
</main>
</body>
</html>
`;
  return document.text;
}

/** One cell of a row: text, or text with a look. */
export type Cell = string | Html;

/** A row of a table; `id` lets links lead to it. */
export interface Row {
  readonly id?: string | undefined;
  readonly cells: readonly Cell[];
}

/** A table; columns whose title begins with `#` hold numbers. */
export function table(titles: readonly string[], rows: readonly Row[]): Html {
  const look = titles.map((title) => (title.startsWith('#') ? 'number' : 'text'));
  const head = titles.map((title, j) => html`<th class="${look[j]}">${title.replace('#', '')}</th>`);
  const row = ({ id, cells }: Row): Html => {
    const content = cells.map((cell, j) => html`<td class="${look[j]}">${cell}</td>`);
    return html`<tr${id === undefined ? '' : html` id="${id}"`}>${content}</tr>\n`;
  };
  return html`<div class="scroll"><table>
<thead><tr>${head}</tr></thead>
<tbody>${rows.map(row)}</tbody>
</table></div>`;
}

/** The same table as at a terminal, its titles with a capital. */
export function columnTable<Item>(items: readonly Item[], columns: readonly Column<Item>[]): Html {
  const titles = columns.map(
    ({ title, align }) => `${align === 'right' ? '#' : ''}${title.charAt(0).toUpperCase()}${title.slice(1)}`,
  );
  return table(
    titles,
    items.map((item) => ({ cells: columns.map(({ value }) => value(item)) })),
  );
}

/** A number that the page is about, large, with what it is below. */
export function figure(value: string, caption: string): Html {
  return html`<div class="figure"><b>${value}</b><span>${caption}</span></div>`;
}
