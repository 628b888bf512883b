// How uPlot draws a chart: axes, lines, the band between lines, and anomalies behind them.

/** @import uPlot from '../uplot.js' */
/** @import { HourWindow } from '../hour-window.js' */
/** @import { View } from '../view.js' */
/** @import { ChartOptions, Line } from './chart-options.js' */

/** Read once for each theme: to read a color while drawing would cost a layout. @type {Map<string, string>} */
const colors = new Map();
export const darkTheme = matchMedia('(prefers-color-scheme: dark)');
darkTheme.addEventListener('change', () => colors.clear());

/** @param {string} name of a CSS variable */
function color(name) {
  const known = colors.get(name);
  if (known !== undefined) return known;
  const value = getComputedStyle(document.documentElement).getPropertyValue(name);
  colors.set(name, value);
  return value;
}

/** @param {HTMLElement} root */
export function sizeOf({ clientWidth, clientHeight }) {
  return { width: Math.max(clientWidth, 120), height: Math.max(clientHeight, 80) };
}

/**
 * @param {ChartOptions} options
 * @param {string} syncKey charts with the same key share their cursor
 * @param {(plot: uPlot) => void} onCursor
 * @returns {uPlot.Options}
 */
export function plotOptions({ root, data, view, lines, range, wideTicks, tick }, syncKey, onCursor) {
  return {
    ...sizeOf(root),
    padding: [8, 20, 0, 0],
    legend: { show: false },
    scales: {
      x: { range: () => view.range(data.time[0] ?? 0, data.time.at(-1) ?? 0) },
      y: { ...(wideTicks ? { distr: 4, asinh: 1 } : {}), range: (_plot, low, high) => range(low, high) },
    },
    axes: [timeAxis(), valueAxis(tick, wideTicks)],
    series: [{}, ...lines.map(seriesOf)],
    bands: lines.flatMap(({ bandTo }, i) =>
      bandTo === undefined
        ? []
        : [{ series: /** @type {[number, number]} */ ([i + 1, i + 2]), fill: () => color(bandTo) }],
    ),
    cursor: {
      sync: { key: syncKey, scales: ['x', null] },
      drag: { x: true, y: false, setScale: false },
      points: { size: 7, width: 2 },
      y: false,
    },
    hooks: {
      drawClear: [(plot) => markAnomalies(plot, data, '--alarm-area', plot.bbox.height)],
      draw: [(plot) => markAnomalies(plot, data, '--alarm', 3 * devicePixelRatio)],
      setCursor: [onCursor],
      setSelect: [(plot) => zoom(plot, view)],
    },
  };
}

/** @type {uPlot.Axis} */
const AXIS = {
  stroke: () => color('--dim'),
  font: '11px system-ui, sans-serif',
  grid: { stroke: () => color('--line'), width: 1 },
  ticks: { show: false },
};

const TIME_STEPS = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const minutes = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const seconds = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** @returns {uPlot.Axis} */
function timeAxis() {
  return {
    ...AXIS,
    size: 24,
    space: 64,
    incrs: TIME_STEPS,
    values: (_plot, times, _axis, _space, step) =>
      times.map((time) => (step < 60 ? seconds : minutes).format(time * 1000)),
  };
}

/**
 * @param {ChartOptions['tick']} tick
 * @param {ChartOptions['wideTicks']} wideTicks
 * @returns {uPlot.Axis}
 */
function valueAxis(tick, wideTicks) {
  return {
    ...AXIS,
    // As wide as the longest label, by the average width of a character.
    size: (_plot, labels) => Math.max(36, ...(labels ?? []).map((label) => 14 + 6.4 * label.length)),
    space: 28,
    gap: 6,
    ...(wideTicks
      ? { splits: (_plot, _axis, low, high) => wideTicks(low, high), filter: (_plot, ticks) => ticks }
      : {}),
    values: (_plot, values) => values.map((value) => (value === null ? '' : tick(value))),
  };
}

/**
 * @param {Line} line
 * @returns {uPlot.Series}
 */
function seriesOf({ color: name, width, dash }) {
  return {
    stroke: () => color(name),
    width,
    ...(dash ? { dash } : {}),
    // A line needs two samples; a single one is drawn as a point.
    points: { show: (_plot, _series, first, last) => last - first < 2, size: 5 },
    pxAlign: 0,
  };
}

/**
 * @param {uPlot} plot
 * @param {HourWindow} data
 * @param {string} name of a CSS variable
 * @param {number} height
 */
function markAnomalies({ ctx, bbox, scales, valToPos }, data, name, height) {
  const { min = 0, max = 0 } = scales.x;
  ctx.fillStyle = color(name);
  for (const [from, to] of data.anomalies(min, max)) {
    const left = Math.max(valToPos(from, 'x', true), bbox.left);
    const right = Math.min(valToPos(to, 'x', true), bbox.left + bbox.width);
    // Even the shortest anomaly has to be visible.
    ctx.fillRect(left, bbox.top, Math.max(right - left, 2 * devicePixelRatio), height);
  }
}

/** Shows the span that was selected by dragging. @param {uPlot} plot @param {View} view */
function zoom(plot, view) {
  const { left, width } = plot.select;
  if (width < 4) return;
  view.choose(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}
