import type { Area } from '../charts/geometry.js';
import { chartStyle, colors } from '../charts/style.js';
import { type Html, html } from '../text/html.js';
import { type KeyEntry, placeKey } from './key.js';
import { fitText, wrapText } from './text.js';

const margin = 16;

/** What a {@link picture} consists of. */
export interface Picture {
  readonly title: string;
  /** What is to be seen, for those who look and for those who cannot. */
  readonly sentences: readonly string[];
  readonly width?: number;
  /** Which look stands for what. */
  readonly key?: readonly KeyEntry[];
  /** Height of the drawing, without what stands above it. */
  readonly height?: number;
  /** Space at the left of the area, for the labels there. */
  readonly left?: number;
  readonly draw?: (area: Area) => Html;
}

/** What XML cannot hold, not even escaped: control characters and halves of characters. */
const impossible = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** The text of an SVG that needs nothing else: no script, no network, readable on light and on dark ground. */
export function picture({
  title,
  sentences,
  key = [],
  draw,
  width = 560,
  height = 250,
  left = 68,
}: Picture): string {
  const inner = width - 2 * margin;
  const lines = sentences.flatMap((sentence) => wrapText(sentence, inner));
  const keyTop = 42 + 17 * lines.length;
  const placed = placeKey(key, { left: margin, right: width - margin, top: keyTop });
  const top = keyTop + placed.height;
  const whole = draw ? top + height : top;
  const area: Area = { left, right: width - margin, top, bottom: top + height - 44 };
  const svg = html`<svg xmlns="http://www.w3.org/2000/svg" class="plot" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" role="img" style="max-width:${width}px">
<title>${title}</title>
<desc>${sentences.join(' ')}</desc>
<style>${colors}${chartStyle}</style>
<rect class="ground" width="${width}" height="${whole}" rx="8"/>
<text class="title" x="${margin}" y="28">${fitText(title, inner, 15)}</text>
${lines.map((line, i) => html`<text x="${margin}" y="${48 + 17 * i}">${line}</text>\n`)}${placed.drawing}
${draw ? draw(area) : html``}
</svg>
`;
  return svg.text.replace(impossible, '?');
}
