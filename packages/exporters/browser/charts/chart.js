// One chart over time: lines, the band in between, anomalies behind them. Drawing is uPlot's.

import { announce } from './dom.js';
import uPlot from './uplot.js';

/** @import { HourWindow } from './window.js' */
/** @import { View } from './view.js' */

/**
 * @typedef {object} Line
 * @property {string} color name of a CSS variable
 * @property {number} [width]
 * @property {number[]} [dash]
 * @property {string} [bandTo] with this color, fills the space down to the line after it
 */

/**
 * @typedef {object} ChartOptions
 * @property {HTMLElement} root
 * @property {string} name
 * @property {HourWindow} data
 * @property {View} view
 * @property {readonly Line[]} lines
 * @property {() => (number | null)[][]} columns one for each line
 * @property {(low: number, high: number) => [number, number]} range of the values, for those that are seen
 * @property {(low: number, high: number) => number[]} [wideTicks] for values that span orders of magnitude: equal ratios beyond 1, and the values at which there is a line
 * @property {(value: number) => string} tick
 * @property {(index: number | undefined) => string} read what is said of a sample; of the latest when it is none
 * @property {(text: string, isPointed: boolean) => void} onRead
 */

/** All charts point at the same moment. */
const together = uPlot.sync('time');
const dark = matchMedia('(prefers-color-scheme: dark)');
/** Asked for once: in the middle of drawing the answer would cost a layout. @type {Map<string, string>} */
const colors = new Map();
dark.addEventListener('change', () => colors.clear());

/** @param {string} name */
function color(name) {
  const known = colors.get(name);
  if (known !== undefined) return known;
  const value = getComputedStyle(document.documentElement).getPropertyValue(name);
  colors.set(name, value);
  return value;
}

export class Chart {
  /** @type {ChartOptions} */
  #options;
  /** @type {uPlot} */
  #plot;
  #ended = new AbortController();
  #isSeen = true;
  #isStale = false;
  /** @type {number | undefined} */
  #pointed;

  /** @param {ChartOptions} options */
  constructor(options) {
    this.#options = options;
    const { root, name } = options;
    root.tabIndex = 0;
    root.role = 'group';
    root.ariaRoleDescription = 'chart';
    root.ariaLabel = `${name} over time; arrow keys read it sample by sample`;
    this.#plot = new uPlot(this.#describe(), [[], ...options.lines.map(() => [])], root);
    this.#listen(root);
    this.draw();
  }

  destroy() {
    this.#ended.abort();
    this.#plot.destroy();
  }

  /** Draws what there is now, or as soon as it is seen. */
  draw() {
    this.#isStale = !this.#isSeen;
    if (this.#isStale) return;
    const { data, columns } = this.#options;
    const rows = /** @type {uPlot.AlignedData} */ ([data.time, ...columns()]);
    // At once, so that positions are right for whoever asks next.
    this.#plot.batch(() => this.#plot.setData(rows));
    this.#read();
  }

  #read() {
    const { read, onRead } = this.#options;
    onRead(read(this.#pointed), this.#pointed !== undefined);
  }

  /** @param {HTMLElement} root */
  #listen(root) {
    const { signal } = this.#ended;
    const sizes = new ResizeObserver(() => this.#plot.setSize(sizeOf(root)));
    const views = new IntersectionObserver(
      ([{ isIntersecting }]) => {
        this.#isSeen = isIntersecting;
        if (isIntersecting && this.#isStale) this.draw();
      },
      { rootMargin: '200px' },
    );
    for (const observer of [sizes, views]) {
      observer.observe(root);
      signal.addEventListener('abort', () => observer.disconnect());
    }
    dark.addEventListener('change', () => this.#plot.redraw(false), { signal });
    root.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    root.addEventListener('blur', () => this.#point(undefined), { signal });
  }

  /** Arrow keys walk from sample to sample, and what is read there is said. @param {KeyboardEvent} event */
  #onKey(event) {
    const { time } = this.#options.data;
    const last = time.length - 1;
    const here = this.#pointed ?? last;
    const steps = /** @type {Record<string, number | undefined>} */ ({
      ArrowLeft: here - 1,
      ArrowRight: here + 1,
      PageUp: here - 60,
      PageDown: here + 60,
      Home: 0,
      End: last,
    });
    const index = steps[event.key];
    if (event.key === 'Escape') this.#point(undefined);
    if (index === undefined || last < 0) return;
    event.preventDefault();
    this.draw();
    const [from, to] = this.#options.view.range(time[0], time[last]);
    const first = this.#options.data.nearest(from);
    this.#point(Math.min(Math.max(index, first), this.#options.data.nearest(to)));
    announce(this.#options.read(this.#pointed));
  }

  /** @param {number | undefined} index */
  #point(index) {
    const time = index === undefined ? undefined : this.#options.data.time[index];
    for (const plot of together.plots) {
      // A place outside is none.
      const left = time === undefined ? -10 : Math.max(0, plot.valToPos(time, 'x'));
      plot.setCursor({ left, top: time === undefined ? -10 : 1 });
    }
  }

  /** @returns {uPlot.Options} */
  #describe() {
    const { root, data, view, lines, range, wideTicks, tick } = this.#options;
    const grid = { stroke: () => color('--line'), width: 1 };
    const axis = {
      stroke: () => color('--dim'),
      font: '11px system-ui, sans-serif',
      grid,
      ticks: { show: false },
    };
    return {
      ...sizeOf(root),
      padding: [8, 20, 0, 0],
      legend: { show: false },
      scales: {
        x: { range: () => view.range(data.time[0] ?? 0, data.time.at(-1) ?? 0) },
        y: { ...(wideTicks ? { distr: 4, asinh: 1 } : {}), range: (_plot, low, high) => range(low, high) },
      },
      axes: [
        {
          ...axis,
          size: 24,
          space: 64,
          incrs: TIME_STEPS,
          values: (_plot, times, _axis, _space, step) => times.map((time) => timeTick(time, step)),
        },
        {
          ...axis,
          size: (_plot, labels) => Math.max(36, ...(labels ?? []).map((label) => 14 + 6.4 * label.length)),
          space: 28,
          ...(wideTicks
            ? { splits: (_plot, _axis, low, high) => wideTicks(low, high), filter: (_plot, ticks) => ticks }
            : {}),
          gap: 6,
          values: (_plot, values) => values.map((value) => (value === null ? '' : tick(value))),
        },
      ],
      series: [{}, ...lines.map((line) => seriesOf(line))],
      bands: lines.flatMap(({ bandTo }, i) =>
        bandTo === undefined
          ? []
          : [{ series: /** @type {[number, number]} */ ([i + 1, i + 2]), fill: () => color(bandTo) }],
      ),
      cursor: {
        sync: { key: together.key, scales: ['x', null] },
        drag: { x: true, y: false, setScale: false },
        points: { size: 7, width: 2 },
        y: false,
      },
      hooks: {
        drawClear: [(plot) => markAnomalies(plot, data, '--alarm-area', plot.bbox.height)],
        draw: [(plot) => markAnomalies(plot, data, '--alarm', 3 * devicePixelRatio)],
        setCursor: [(plot) => this.#onCursor(plot)],
        setSelect: [(plot) => choose(plot, view)],
      },
    };
  }

  /** @param {uPlot} plot */
  #onCursor(plot) {
    const { idx, left = -1 } = plot.cursor;
    const pointed = left < 0 || idx == null ? undefined : idx;
    if (pointed === this.#pointed) return;
    this.#pointed = pointed;
    this.#read();
  }
}

const TIME_STEPS = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const minutes = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const seconds = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/**
 * @param {number} time
 * @param {number} step
 */
function timeTick(time, step) {
  return (step < 60 ? seconds : minutes).format(time * 1000);
}

/** @param {HTMLElement} root */
function sizeOf({ clientWidth, clientHeight }) {
  return { width: Math.max(clientWidth, 120), height: Math.max(clientHeight, 80) };
}

/**
 * @param {Line} line
 * @returns {uPlot.Series}
 */
function seriesOf({ color: name, width = 1.5, dash }) {
  return {
    stroke: () => color(name),
    width,
    ...(dash ? { dash } : {}),
    // A line of one sample is no line.
    points: { show: (_plot, _series, first, last) => last - first < 2 && width > 0, size: 5 },
    pxAlign: 0,
  };
}

/**
 * @param {uPlot} plot
 * @param {HourWindow} data
 * @param {string} name of the colour
 * @param {number} height
 */
function markAnomalies({ ctx, bbox, scales, valToPos }, data, name, height) {
  const { min = 0, max = 0 } = scales.x;
  ctx.fillStyle = color(name);
  for (const [from, to] of data.anomalies(min, max)) {
    const left = Math.max(valToPos(from, 'x', true), bbox.left);
    const right = Math.min(valToPos(to, 'x', true), bbox.left + bbox.width);
    // However short it was, it must be seen.
    ctx.fillRect(left, bbox.top, Math.max(right - left, 2 * devicePixelRatio), height);
  }
}

/**
 * @param {uPlot} plot
 * @param {View} view
 */
function choose(plot, view) {
  const { left, width } = plot.select;
  if (width < 4) return;
  view.choose(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}
