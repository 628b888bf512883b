import { type Html, html } from '../html/html.js';
import type { Area } from '../training-charts/picture.js';
import { round } from './geometry.js';
import type { Axis } from './scale.js';

const mostTicks = 9;

/** The axis at the bottom, with lines through the area. */
export function bottomAxis(axis: Axis, { left, right, top, bottom }: Area, label: string): Html {
  const ticks = sparse(axis.ticks);
  const labels = tickLabels(ticks);
  return html`${ticks.map((tick, i) => {
    const x = round(axis.at(tick));
    return html`<path class="grid" d="M${x} ${top}V${bottom}"/><text class="tick" x="${x}" y="${bottom + 15}" text-anchor="middle">${labels[i]}</text>\n`;
  })}<text x="${round((left + right) / 2)}" y="${bottom + 33}" text-anchor="middle">${label}</text>`;
}

/** The line that bars stand on, to be drawn after them. */
export function baseline({ left, right, bottom }: Area): Html {
  return html`<path class="axis" d="M${left} ${bottom}H${right}"/>`;
}

/** The axis at the left, with lines through the area. */
export function leftAxis(axis: Axis, { left, right, top, bottom }: Area, label: string): Html {
  const ticks = sparse(axis.ticks);
  const labels = tickLabels(ticks);
  const middle = round((top + bottom) / 2);
  return html`${ticks.map((tick, i) => {
    const y = round(axis.at(tick));
    return html`<path class="grid" d="M${left} ${y}H${right}"/><text class="tick" x="${left - 6}" y="${round(y + 4)}" text-anchor="end">${labels[i]}</text>\n`;
  })}<text x="18" y="${middle}" text-anchor="middle" transform="rotate(-90 18 ${middle})">${label}</text>`;
}

/** A scale over many powers of ten has more ticks than a picture has room for. */
function sparse(ticks: readonly number[]): number[] {
  const every = Math.ceil(ticks.length / mostTicks);
  return ticks.filter((_, i) => i % every === 0);
}

/** Ticks as text, as short as still tells neighbours apart. */
function tickLabels(ticks: readonly number[]): string[] {
  for (let digits = 3; ; digits += 2) {
    const labels = ticks.map((tick) => tickLabel(tick, digits));
    if (digits > 12 || new Set(labels).size === labels.length) return labels;
  }
}

function tickLabel(tick: number, digits: number): string {
  const size = Math.abs(tick);
  if (size !== 0 && (size < 1e-3 || size >= 1e15))
    return String(Number(tick.toPrecision(digits)).toExponential());
  return new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: digits }).format(
    tick,
  );
}
