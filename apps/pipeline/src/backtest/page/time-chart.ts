import { type Axis, type Scale, tickLabel, timeAxis } from '../../charts/scale.js';
import { Html, html } from '../../html/html.js';
import type { Series, Trace } from '../trace.js';

const width = 1000;
const left = 46;
// Neighbours may differ in a late digit only; large numbers have to be short.
const tickText = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 5 });

/** A span of time to be marked over the whole height. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly kind: 'alarm' | 'learned';
  /** Shown when the pointer rests on it. */
  readonly title: string;
  /** The element that a click leads to. */
  readonly target?: string;
}

/** What a {@link timeChart} shows, back to front. */
export interface TimeChart {
  readonly trace: Trace;
  readonly height: number;
  readonly axis: (bottom: number, top: number) => Axis;
  readonly layers: readonly {
    readonly series: Series | undefined;
    readonly kind: 'band' | 'score' | 'limit';
  }[];
  readonly marks: readonly Mark[];
  /** 1 where an event is labelled; drawn as a strip at the top. */
  readonly events?: Series | undefined;
}

/** Series over time: of each slot the lowest and the highest value, so that no spike is lost. */
export function timeChart({ trace, height, axis, layers, marks, events }: TimeChart): Html {
  const bottom = height - 18;
  const { at, ticks } = axis(bottom, 10);
  const end = trace.start + trace.slots * trace.slotMilliseconds;
  const time = timeAxis(trace.start, end, left, width - 6);
  const slot: Scale = (index) => time.at(trace.start + (index + 0.5) * trace.slotMilliseconds);
  const step = time.ticks.length > 1 ? time.ticks[1] - time.ticks[0] : 0;
  return html`<svg viewBox="0 0 ${width} ${height}" role="img">
${ticks.map((tick) => html`<path class="grid" d="M${left} ${round(at(tick))}H${width - 6}"/><text x="${left - 6}" y="${round(at(tick) + 4)}" text-anchor="end">${tickText.format(tick)}</text>`)}
${time.ticks.map((tick) => html`<path class="grid" d="M${round(time.at(tick))} 10V${bottom}"/><text x="${round(time.at(tick))}" y="${height - 4}" text-anchor="${time.at(tick) > width - 30 ? 'end' : 'middle'}">${tickLabel(tick, step)}</text>`)}
${layers.map(({ series, kind }) => (series ? html`<path class="${kind}" d="${outline(series, slot, at, kind)}"/>` : html``))}
${events ? html`<path class="event" d="${strip(events, slot)}"/>` : html``}
${marks.map((mark) => drawMark(mark, time.at, bottom))}
</svg>`;
}

function drawMark({ start, end, kind, title, target }: Mark, at: Scale, bottom: number): Html {
  const x = at(start);
  // However short it was, it must be seen.
  const wide = Math.max(at(end) - x, kind === 'alarm' ? 2.5 : 0);
  const rectangle = html`<rect class="${kind}" x="${round(x)}" y="10" width="${round(wide)}" height="${bottom - 10}"><title>${title}</title></rect>`;
  return target ? html`<a href="#${target}">${rectangle}</a>` : rectangle;
}

/** The area between the lows and the highs, one piece for each stretch without a gap; for a limit the line of its highs. */
function outline({ low, high }: Series, x: Scale, y: Scale, kind: string): Html {
  let path = '';
  for (let i = 0; i < low.length; i++) {
    if (Number.isNaN(low[i])) continue;
    let end = i;
    while (end + 1 < low.length && !Number.isNaN(low[end + 1])) end++;
    const forth = Array.from(
      { length: end - i + 1 },
      (_, k) => `${round(x(i + k))} ${round(y(high[i + k]))}`,
    );
    const back = Array.from(
      { length: end - i + 1 },
      (_, k) => `${round(x(end - k))} ${round(y(low[end - k]))}`,
    );
    // A stretch of one slot would have no length, and not be drawn at all.
    const dash = i === end ? 'h1' : '';
    path += kind === 'limit' ? `M${forth.join(' ')}${dash}` : `M${forth.join(' ')}${dash} ${back.join(' ')}Z`;
    i = end;
  }
  return new Html(path);
}

function strip({ high }: Series, x: Scale): Html {
  let path = '';
  for (let i = 0; i < high.length; i++) {
    if (!(high[i] >= 1)) continue;
    let end = i;
    while (high[end + 1] >= 1) end++;
    path += `M${round(x(i - 0.5))} 2H${round(Math.max(x(end + 0.5), x(i - 0.5) + 2.5))}V8H${round(x(i - 0.5))}Z`;
    i = end;
  }
  return new Html(path);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
