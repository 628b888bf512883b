import { type Axis, linearAxis, logAxis } from '../../charts/scale.js';
import { formatCount, formatDuration, formatTime } from '../../text/format.js';
import { type Html, html } from '../../text/html.js';
import type { Alarm, HostReport } from '../report.js';
import { coarsen, type Series, type Trace, traceNames } from '../trace.js';
import { type Mark, timeChart } from './time-chart.js';

/** Elements that links lead to: the row of each alarm. */
export type AlarmAnchors = ReadonlyMap<Alarm, string>;

/** A host: its score against the threshold, and every feature with the range that was expected of it. */
export function hostCharts(report: HostReport, slots: number, anchors: AlarmAnchors): Html {
  const { host, intervalSeconds, features, samples, learned, warming } = report;
  if (!report.trace || report.trace.slots === 0) return html``;
  const trace = coarsen(report.trace, slots, intervalSeconds * 1000);
  const marks = [...silentBeginning(report), ...alarmMarks(report, anchors)];
  const series = (name: string): Series | undefined => trace.series.get(name);
  const score = series(traceNames.score);
  const limit = series(traceNames.threshold);
  const figure = (caption: Html, chart: Html): Html =>
    html`<figure class="chart"><figcaption>${caption}</figcaption>${chart}</figure>`;
  const shown = features.filter((feature) => series(traceNames.feature(feature)));
  return html`<section><h2>${host}</h2>
<p class="note">${formatTime(report.start)} to ${formatTime(report.end)} UTC · ${formatCount(samples, 'sample')} every ${formatDuration(intervalSeconds)} · ${learned.toLocaleString('en-US')} learned, ${warming.toLocaleString('en-US')} warming up · one point of a chart spans ${formatDuration(trace.slotMilliseconds / 1000)} and shows its lowest and highest value</p>
${figure(
  html`<b>Score</b> against its threshold, logarithmic`,
  timeChart({
    name: `Score of ${host}`,
    trace,
    height: 210,
    axis: (bottom, top) => scoreAxis(score, limit, bottom, top),
    layers: [
      { series: score, kind: 'observed' },
      { series: limit, kind: 'limit' },
    ],
    marks,
    events: series(traceNames.label),
  }),
)}
${shown.map((feature) => figure(html`<b>${feature}</b>`, featureChart(host, trace, feature, marks)))}
</section>`;
}

function featureChart(host: string, trace: Trace, feature: string, marks: readonly Mark[]): Html {
  const values = trace.series.get(traceNames.feature(feature));
  const expected = trace.series.get(traceNames.expected(feature));
  return timeChart({
    name: `${feature} of ${host}`,
    trace,
    height: 110,
    axis: (bottom, top) => {
      const [low, high] = extent([values, expected]);
      return linearAxis(low, high, bottom, top);
    },
    layers: [
      { series: expected, kind: 'band' },
      { series: values, kind: 'observed' },
    ],
    marks,
    events: trace.series.get(traceNames.label),
  });
}

/** From the lowest score above zero; but no more than five powers of ten, or the upper ones could not be told apart. */
function scoreAxis(score: Series | undefined, limit: Series | undefined, bottom: number, top: number): Axis {
  const [, high] = extent([score, limit]);
  const positive = [score, limit].flatMap((one) => (one ? [...one.low].filter((value) => value > 0) : []));
  if (positive.length === 0 || !(high > 0)) return logAxis(0.1, 1, bottom, top);
  const low = positive.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  return logAxis(Math.max(low, high / 1e5), high * 1.1, bottom, top);
}

function extent(all: readonly (Series | undefined)[]): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const series of all) {
    for (const value of series?.low ?? []) if (value < low) low = value;
    for (const value of series?.high ?? []) if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}

function silentBeginning({ start, learned, warming, intervalSeconds }: HostReport): Mark[] {
  const silent = learned + warming;
  if (silent === 0) return [];
  const end = start + silent * intervalSeconds * 1000;
  return [{ start, end, kind: 'learned', title: `${formatCount(silent, 'sample')} learned, not judged` }];
}

function alarmMarks({ alarms, intervalSeconds }: HostReport, anchors: AlarmAnchors): Mark[] {
  return alarms.map((alarm) => {
    const target = anchors.get(alarm);
    return {
      start: alarm.start,
      end: alarm.end + intervalSeconds * 1000,
      kind: 'alarm',
      title: `${formatTime(alarm.start)}  ${alarm.explanation}`,
      ...(target !== undefined && { target }),
    };
  });
}
