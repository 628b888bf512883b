import { type Html, html } from '../text/html.js';
import { type Area, round } from './geometry.js';
import type { Axis } from './scale.js';

const mostTicks = 10;

/** The axis at the bottom, with lines through the area. */
export function bottomAxis(axis: Axis, { left, right, top, bottom }: Area, title = ''): Html {
  const middle = round((left + right) / 2);
  return html`${sparse(axis).map(({ at, label }) => {
    const x = round(at);
    return html`<path class="grid" d="M${x} ${top}V${bottom}"/><text class="tick" x="${x}" y="${bottom + 15}" text-anchor="middle">${label}</text>\n`;
  })}${title === '' ? html`` : html`<text x="${middle}" y="${bottom + 33}" text-anchor="middle">${title}</text>`}`;
}

/** The line that bars stand on, to be drawn after them. */
export function baseline({ left, right, bottom }: Area): Html {
  return html`<path class="axis" d="M${left} ${bottom}H${right}"/>`;
}

/** The axis at the left, with lines through the area. */
export function leftAxis(axis: Axis, { left, right, top, bottom }: Area, title = ''): Html {
  const middle = round((top + bottom) / 2);
  return html`${sparse(axis).map(({ at, label }) => {
    const y = round(at);
    return html`<path class="grid" d="M${left} ${y}H${right}"/><text class="tick" x="${left - 6}" y="${round(y + 4)}" text-anchor="end">${label}</text>\n`;
  })}${title === '' ? html`` : html`<text x="18" y="${middle}" text-anchor="middle" transform="rotate(-90 18 ${middle})">${title}</text>`}`;
}

/** Ticks with their places and labels. A scale over many powers of ten has more ticks than a chart has room for. */
function sparse({
  at,
  ticks,
  labels = numberLabels,
}: Axis): { readonly at: number; readonly label: string }[] {
  const every = Math.ceil(ticks.length / mostTicks);
  const kept = ticks.filter((_, i) => i % every === 0);
  const texts = labels(kept);
  return kept.map((tick, i) => ({ at: at(tick), label: texts[i] }));
}

/** Ticks as text, as short as still tells neighbours apart. */
function numberLabels(ticks: readonly number[]): string[] {
  for (let digits = 3; ; digits += 2) {
    const labels = ticks.map((tick) => numberLabel(tick, digits));
    if (digits > 12 || new Set(labels).size === labels.length) return labels;
  }
}

function numberLabel(tick: number, digits: number): string {
  const size = Math.abs(tick);
  if (size !== 0 && (size < 1e-3 || size >= 1e15))
    return String(Number(tick.toPrecision(digits)).toExponential());
  return new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: digits }).format(
    tick,
  );
}
