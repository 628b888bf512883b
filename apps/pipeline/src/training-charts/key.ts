import { round } from '../charts/geometry.js';
import { type Html, html } from '../text/html.js';
import { fitText, textWidth } from './text.js';

const rowHeight = 20;

/** One line of a key: a look, and what it stands for. */
export interface KeyEntry {
  readonly look: string;
  readonly kind: 'bar' | 'line';
  readonly text: string;
}

/** A key in as many rows as it takes. */
export function placeKey(
  entries: readonly KeyEntry[],
  { left, right, top }: { readonly left: number; readonly right: number; readonly top: number },
): { readonly drawing: Html; readonly height: number } {
  if (entries.length === 0) return { drawing: html``, height: 0 };
  let [x, row] = [left, 0];
  const drawing = entries.map(({ look, kind, text }) => {
    const shown = fitText(text, 180);
    const width = 28 + textWidth(shown) + 18;
    if (x > left && x + width > right) [x, row] = [left, row + 1];
    const [start, middle] = [x, top + row * rowHeight + 4];
    x = round(x + width);
    const sign =
      kind === 'bar'
        ? html`<rect class="${look}" x="${start}" y="${middle - 5}" width="20" height="10"/>`
        : html`<path class="${look}" d="M${start} ${middle}h22"/>`;
    return html`${sign}<text x="${round(start + 28)}" y="${middle + 4}">${shown}</text>\n`;
  });
  return { drawing: html`${drawing}`, height: (row + 1) * rowHeight };
}
