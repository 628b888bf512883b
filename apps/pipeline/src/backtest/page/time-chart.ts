import { bottomAxis, leftAxis } from '../../charts/axes.js';
import { type Area, round } from '../../charts/geometry.js';
import { type Axis, type Scale, timeAxis } from '../../charts/scale.js';
import { Html, html } from '../../text/html.js';
import type { Series, Trace } from '../trace.js';

const width = 1000;

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
  /** What it is, for those who cannot see it. */
  readonly name: string;
  readonly trace: Trace;
  readonly height: number;
  readonly axis: (bottom: number, top: number) => Axis;
  readonly layers: readonly {
    readonly series: Series | undefined;
    readonly kind: 'band' | 'observed' | 'limit';
  }[];
  readonly marks: readonly Mark[];
  /** 1 where an event is labelled; drawn as a strip at the top. */
  readonly events: Series | undefined;
}

/** Series over time: of each slot the lowest and the highest value, so that no spike is lost. */
export function timeChart({ name, trace, height, axis, layers, marks, events }: TimeChart): Html {
  const area: Area = { left: 46, right: width - 24, top: 10, bottom: height - 18 };
  const y = axis(area.bottom, area.top);
  const end = trace.start + trace.slots * trace.slotMilliseconds;
  const time = timeAxis(trace.start, end, area.left, area.right);
  const slot: Scale = (index) => time.at(trace.start + (index + 0.5) * trace.slotMilliseconds);
  return html`<svg class="plot" viewBox="0 0 ${width} ${height}" role="group" aria-label="${name}">
${leftAxis(y, area)}${bottomAxis(time, area)}
${layers.map(({ series, kind }) => (series ? html`<path class="${kind}" d="${outline(series, slot, y.at, kind)}"/>` : html``))}
${events ? html`<path class="event" d="${strip(events, slot)}"/>` : html``}
${marks.map((mark) => drawMark(mark, time.at, area))}
</svg>`;
}

function drawMark({ start, end, kind, title, target }: Mark, at: Scale, { top, bottom }: Area): Html {
  const x = at(start);
  // However short it was, it must be seen.
  const wide = Math.max(at(end) - x, kind === 'alarm' ? 2.5 : 0);
  const rectangle = html`<rect class="${kind}" x="${round(x)}" y="${top}" width="${round(wide)}" height="${bottom - top}"><title>${title}</title></rect>`;
  return target === undefined ? rectangle : html`<a href="#${target}">${rectangle}</a>`;
}

/** The area between the lows and the highs, one piece for each stretch without a gap; for a limit the line of its highs. */
function outline({ low, high }: Series, x: Scale, y: Scale, kind: string): Html {
  const pieces = stretches(low, (value) => !Number.isNaN(value)).map(([start, end]) => {
    const slots = Array.from({ length: end - start + 1 }, (_, k) => start + k);
    const along = (values: Float64Array) => slots.map((i) => `${round(x(i))} ${round(y(values[i]))}`);
    // A stretch of one slot would have no length, and not be drawn at all.
    const forth = `M${along(high).join(' ')}${start === end ? 'h1' : ''}`;
    return kind === 'limit' ? forth : `${forth} ${along(low).reverse().join(' ')}Z`;
  });
  return new Html(pieces.join(''));
}

function strip({ high }: Series, x: Scale): Html {
  const pieces = stretches(high, (value) => value >= 1).map(([start, end]) => {
    const left = x(start - 0.5);
    return `M${round(left)} 2H${round(Math.max(x(end + 0.5), left + 2.5))}V8H${round(left)}Z`;
  });
  return new Html(pieces.join(''));
}

/** First and last slot of each run of values that are wanted. */
function stretches(
  values: Float64Array,
  isWanted: (value: number) => boolean,
): [first: number, last: number][] {
  const found: [number, number][] = [];
  values.forEach((value, i) => {
    if (!isWanted(value)) return;
    const before = found.at(-1);
    if (before?.[1] === i - 1) before[1] = i;
    else found.push([i, i]);
  });
  return found;
}
