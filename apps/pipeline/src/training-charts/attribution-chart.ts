import { type Area, isDrawable, round } from '../charts/geometry.js';
import { linearAxis, type Scale } from '../charts/scale.js';
import { formatCount, formatShare } from '../text/format.js';
import { type Html, html } from '../text/html.js';
import { picture } from './picture.js';
import { fitText, textWidth } from './text.js';

const title = 'Attribution by feature';
const mostDrawn = 20;
const rowHeight = 22;
const widestName = 220;

/** What one feature adds. */
export interface FeatureShare {
  readonly feature: string;
  /** 0..1; negative where a feature speaks against an anomaly. */
  readonly share: number;
}

/** Which features the scores come from, largest share first: the first twenty as bars, the others in words. */
export function attributionChart({
  attributions,
}: {
  readonly attributions: readonly FeatureShare[];
}): string {
  const known = attributions.filter(({ share }) => isDrawable(share)).sort((a, b) => b.share - a.share);
  const unknown = attributions.length - known.length;
  const without = unknown > 0 ? [`Without a share, and left out: ${formatCount(unknown, 'feature')}.`] : [];
  if (known.length === 0) return picture({ title, sentences: ['No feature has a share.', ...without] });
  const drawn = known.slice(0, mostDrawn);
  const others = known.slice(mostDrawn);
  const first = `${fitText(drawn[0].feature, 300)} has the largest share, ${formatShare(drawn[0].share)}, of ${formatCount(known.length, 'feature')}.`;
  return picture({
    title,
    sentences: [first, ...without],
    height: 16 + rowHeight * (drawn.length + (others.length > 0 ? 1 : 0)),
    left: Math.ceil(
      32 + Math.min(widestName, Math.max(60, ...drawn.map(({ feature }) => textWidth(feature)))),
    ),
    draw(area) {
      const shares = drawn.map(({ share }) => share);
      const { at } = linearAxis(
        Math.min(0, ...shares),
        Math.max(0, ...shares) || 1,
        area.left,
        area.right - 60,
      );
      return html`${drawn.map((one, i) => drawRow(one, at, area, i))}
<path class="axis" d="M${round(at(0))} ${area.top}V${area.top + rowHeight * drawn.length}"/>
${others.length > 0 ? drawOthers(others, area, drawn.length) : html``}`;
    },
  });
}

function drawRow({ feature, share }: FeatureShare, at: Scale, { left, top }: Area, row: number): Html {
  const y = top + row * rowHeight;
  const [zero, end] = [at(0), at(share)];
  return html`<g><title>${feature}: ${formatShare(share)}</title>
<text class="strong" x="${left - 8}" y="${y + 15}" text-anchor="end">${fitText(feature, left - 24)}</text>
<rect class="${share < 0 ? 'anomaly' : 'bar'}" x="${round(Math.min(zero, end))}" y="${y + 3}" width="${round(Math.abs(end - zero))}" height="${rowHeight - 6}"/>
<text x="${round(Math.max(zero, end) + 6)}" y="${y + 15}">${fitText(formatShare(share), 54)}</text></g>
`;
}

function drawOthers(others: readonly FeatureShare[], { left, top }: Area, row: number): Html {
  const sum = others.reduce((total, { share }) => total + share, 0);
  return html`<text x="${left + 6}" y="${top + row * rowHeight + 17}">${others.length} more, together ${formatShare(sum)}</text>`;
}
