import { baseline, bottomAxis, leftAxis } from '../charts/axes.js';
import { type Area, isDrawable, type Point, pathThrough, round } from '../charts/geometry.js';
import { type Axis, linearAxis, logAxis, type Scale } from '../charts/scale.js';
import { formatCount, formatNumber } from '../text/format.js';
import { type Html, html } from '../text/html.js';
import { picture } from './picture.js';
import { fitText } from './text.js';

const title = 'Learning curve';
/** From this ratio of the highest to the lowest loss on, they are on a log scale. */
const logRatio = 20;
/** Looks of lines; further series repeat them. */
const looks = ['line', 'line line1', 'line line2', 'line line3'];

/** A loss, epoch by epoch. */
export interface LossSeries {
  readonly name: string;
  /** Epochs without a finite loss are gaps. */
  readonly values: ArrayLike<number>;
}

/** The epoch at which the last series is lowest. */
interface Best {
  readonly name: string;
  readonly epoch: number;
  readonly loss: number;
}

/**
 * Loss by epoch. The best epoch is marked: the one with the lowest loss of the last series, which by custom is that of validation.
 * Losses that span powers of ten are on a log scale.
 */
export function learningCurve({ series }: { readonly series: readonly LossSeries[] }): string {
  const finite = series.flatMap(({ values }) => Array.from(values).filter(isDrawable));
  if (finite.length === 0) return picture({ title, sentences: ['No epoch has a finite loss.'] });
  const epochs = series.reduce((most, { values }) => Math.max(most, values.length), 0);
  const best = bestEpoch(series);
  return picture({
    title,
    sentences: [
      `${formatCount(epochs, 'epoch')}${best ? `; lowest loss of ${fitText(best.name, 200)} at epoch ${best.epoch}: ${formatNumber(best.loss)}` : ''}.`,
    ],
    key: series.map(({ name }, i) => ({ look: looks[i % looks.length], kind: 'line', text: name })),
    height: 280,
    draw(area) {
      const x = linearAxis(1, epochs, area.left + 8, area.right - 12, 8);
      const { axis: y, isLog } = lossAxis(finite, area);
      const whole = { ...x, ticks: x.ticks.filter(Number.isInteger) };
      return html`${leftAxis(y, area, isLog ? 'loss (log scale)' : 'loss')}
${bottomAxis(whole, area, 'epoch')}${baseline(area)}
${best ? html`<path class="chance" d="M${round(x.at(best.epoch))} ${area.top + 20}V${area.bottom}"/>` : html``}
${series.map(({ values }, i) => drawLine(values, looks[i % looks.length], x.at, y.at))}
${best ? drawBest(best, x.at, y.at, area) : html``}`;
    },
  });
}

function bestEpoch(series: readonly LossSeries[]): Best | null {
  const { name, values } = series[series.length - 1];
  let best: Best | null = null;
  for (let i = 0; i < values.length; i++) {
    if (!isDrawable(values[i]) || (best && values[i] >= best.loss)) continue;
    best = { name, epoch: i + 1, loss: values[i] };
  }
  return best;
}

function lossAxis(finite: readonly number[], { top, bottom }: Area): { axis: Axis; isLog: boolean } {
  const low = finite.reduce((least, value) => Math.min(least, value));
  const high = finite.reduce((most, value) => Math.max(most, value));
  const isLog = low > 0 && high > logRatio * low;
  return { axis: (isLog ? logAxis : linearAxis)(low, high, bottom - 8, top + 22), isLog };
}

/** A line for each stretch of finite losses; a stretch of a single one is a dot. */
function drawLine(values: ArrayLike<number>, look: string, x: Scale, y: Scale): Html {
  const stretches: Point[][] = [];
  for (let i = 0; i < values.length; i++) {
    if (!isDrawable(values[i])) continue;
    if (i === 0 || !isDrawable(values[i - 1])) stretches.push([]);
    stretches[stretches.length - 1].push([x(i + 1), y(values[i])]);
  }
  const lines = stretches.filter(({ length }) => length > 1).map(pathThrough);
  const dots = stretches.filter(({ length }) => length === 1).map((dot) => `${pathThrough(dot)}Z`);
  return html`<path class="${look}" d="${lines.join('')}"/><path class="${look} dot" d="${dots.join('')}"/>\n`;
}

function drawBest({ epoch, loss }: Best, x: Scale, y: Scale, { left, right, top }: Area): Html {
  const [atX, atY] = [round(x(epoch)), round(y(loss))];
  const isLeft = atX < (left + right) / 2;
  return html`<circle class="mark" cx="${atX}" cy="${atY}" r="4.5"/>
<text class="strong halo" x="${isLeft ? atX - 4 : atX + 4}" y="${top + 14}" text-anchor="${isLeft ? 'start' : 'end'}">best: epoch ${epoch}</text>`;
}
