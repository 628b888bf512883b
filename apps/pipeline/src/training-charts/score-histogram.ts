import { baseline, bottomAxis, leftAxis } from '../charts/axes.js';
import { type Area, isDrawable, round } from '../charts/geometry.js';
import { type Axis, linearAxis, logAxis } from '../charts/scale.js';
import { formatCount, formatNumber } from '../text/format.js';
import { type Html, html } from '../text/html.js';
import type { KeyEntry } from './key.js';
import { picture } from './picture.js';
import { type Bin, binWidth, countBins } from './score-bins.js';
import { type ScoreRange, scoreRange } from './score-range.js';
import { scoreSentences } from './score-sentences.js';
import { fitText } from './text.js';

/** What a {@link scoreHistogram} shows. */
export interface ScoreHistogram {
  /** Missing and infinite ones are left out, and counted in words. */
  readonly scores: ArrayLike<number>;
  /** Scores above it are anomalies; `NaN` where there is none yet. */
  readonly threshold: number;
  /** 1 where a sample is known to be an anomaly; these get bars of their own. */
  readonly labels?: ArrayLike<number>;
  /** @default 'Anomaly scores' */
  readonly title?: string;
}

const labelledKey: readonly KeyEntry[] = [
  { look: 'bar', kind: 'bar', text: 'normal' },
  { look: 'anomaly', kind: 'bar', text: 'labelled as anomaly' },
];

/**
 * How many samples have which score, and where the threshold stands among them: no bar lies across it. Scores and counts that span powers
 * of ten are on a log scale. Cost: sorts the scores once.
 *
 * @throws RangeError when there are labels, but not one for each score.
 */
export function scoreHistogram(chart: ScoreHistogram): string {
  const { scores, labels, title = 'Anomaly scores' } = chart;
  if (labels && labels.length !== scores.length) {
    throw new RangeError(
      `there are ${scores.length} scores and ${labels.length} labels; each score needs one`,
    );
  }
  const sorted = Float64Array.from(scores).filter(isDrawable).sort();
  const threshold = isDrawable(chart.threshold) ? chart.threshold : null;
  if (sorted.length === 0) {
    const sentence =
      scores.length === 0 ? 'There are no scores yet.' : 'None of the scores is a finite number.';
    return picture({ title, sentences: [sentence] });
  }
  const range = scoreRange(sorted, threshold);
  return picture({
    title,
    sentences: scoreSentences(chart, sorted, threshold, range),
    key: labels ? labelledKey : [],
    height: 280,
    draw(area) {
      const width = binWidth(sorted.length, area);
      const [from, to] = [area.left + width, area.right - width];
      const axis = range.isLog
        ? logAxis(range.low, range.high, from, to)
        : linearAxis(range.low, range.high, from, to, 8);
      const bins = countBins(chart, threshold, axis.at, area, width);
      const counts = countAxis(bins, area);
      return html`${leftAxis(counts.axis, area, counts.isLog ? 'samples (log scale)' : 'samples')}
${bottomAxis(axis, area, range.isLog ? 'score (log scale)' : 'score')}
${bins.map((bin) => drawBin(bin, counts.axis, area.bottom))}${baseline(area)}
${threshold === null ? html`` : drawThreshold(threshold, range, axis, area, width)}`;
    },
  });
}

function countAxis(bins: readonly Bin[], { top, bottom }: Area): { axis: Axis; isLog: boolean } {
  const most = Math.max(...bins.map(({ normal, anomalies }) => Math.max(normal, anomalies)));
  // Below 1, so that a single sample can be seen.
  if (most > 100) return { axis: logAxis(0.6, most, bottom, top + 22), isLog: true };
  const axis = linearAxis(0, most, bottom, top + 22);
  return { axis: { ...axis, ticks: axis.ticks.filter(Number.isInteger) }, isLog: false };
}

function drawBin({ left, right, normal, anomalies, low, high }: Bin, counts: Axis, bottom: number): Html {
  const bar = (look: string, count: number, inset: number): Html => {
    if (count === 0) return html``;
    const y = round(counts.at(count));
    return html`<rect class="${look}" x="${round(left + inset)}" y="${y}" width="${round(right - left - 2 * inset)}" height="${round(bottom - y)}"/>`;
  };
  const from = low === high ? formatNumber(low) : `${formatNumber(low)} to ${formatNumber(high)}`;
  const also = anomalies > 0 ? `, and ${anomalies} labelled` : '';
  return html`<g><title>${from}: ${formatCount(normal, 'sample')}${also}</title>${bar('bar', normal, 0.5)}${bar('anomaly', anomalies, (right - left) / 4)}</g>\n`;
}

function drawThreshold(
  threshold: number,
  { low, high }: ScoreRange,
  { at }: Axis,
  { left, right, top, bottom }: Area,
  width: number,
): Html {
  const x = round(Math.min(right - width, Math.max(left + width, at(threshold))));
  const isLeft = x < (left + right) / 2;
  const arrow = threshold < low ? '← ' : threshold > high ? '→ ' : '';
  return html`<path class="limit" d="M${x} ${top + 4}V${bottom}"/>
<text class="strong halo" x="${isLeft ? x + 6 : x - 6}" y="${top + 14}" text-anchor="${isLeft ? 'start' : 'end'}">${fitText(`${arrow}threshold ${formatNumber(threshold)}`, 240)}</text>`;
}
