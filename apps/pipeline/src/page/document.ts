import { type Html, html } from './html.js';
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

/** One cell of a row: text, or with a class that says how it looks. */
export type Cell = string | Html;

/** A table; columns whose title begins with `#` hold numbers. */
export function table(titles: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  const isNumber = titles.map((title) => title.startsWith('#'));
  const cell = (content: Cell, j: number): Html =>
    isNumber[j] ? html`<td class="number">${content}</td>` : html`<td>${content}</td>`;
  return html`<div class="scroll"><table>
<thead><tr>${titles.map((title, j) =>
    isNumber[j] ? html`<th class="number">${title.slice(1)}</th>` : html`<th>${title}</th>`,
  )}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>\n`)}</tbody>
</table></div>`;
}

/** A number that the page is about, large, with what it is below. */
export function figure(value: string, caption: string): Html {
  return html`<div class="figure"><b>${value}</b><span>${caption}</span></div>`;
}
