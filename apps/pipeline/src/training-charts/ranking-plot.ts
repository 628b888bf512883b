import { baseline, bottomAxis, leftAxis } from '../charts/axes.js';
import { type Area, type Point, pathThrough, round } from '../charts/geometry.js';
import type { Axis } from '../charts/scale.js';
import { formatCount } from '../text/format.js';
import { html } from '../text/html.js';
import { picture } from './picture.js';

/** Scores, and which of the samples are anomalies. */
export interface LabelledScores {
  /** Higher is more anomalous; `NaN` counts as the lowest. */
  readonly scores: ArrayLike<number>;
  /** 1 = anomaly; one for each score. */
  readonly labels: ArrayLike<number>;
}

/** A curve in the square from 0 to 1. */
export interface RankingPlot {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly across: string;
  readonly up: string;
  readonly curve: readonly Point[];
  /** What a score that knows nothing gets. */
  readonly chance: { readonly from: Point; readonly to: Point; readonly text: string; readonly at: Point };
}

const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** The curve over the area that it encloses, beside the line of chance. */
export function rankingPlot({ title, sentences, across, up, curve, chance }: RankingPlot): string {
  return picture({
    title,
    sentences,
    width: 440,
    height: 400,
    draw(area) {
      const [x, y] = unitAxes(area);
      const place = ([a, b]: Point): Point => [x.at(a), y.at(b)];
      const path = pathThrough(curve.map(place));
      const [textX, textY] = place(chance.at).map(round);
      return html`${leftAxis(y, area, up)}
${bottomAxis(x, area, across)}
<path class="under" d="${path}V${area.bottom}H${area.left}Z"/>
<path class="chance" d="${pathThrough([place(chance.from), place(chance.to)])}"/>
${baseline(area)}<path class="line" d="${path}"/>
<text class="halo" x="${textX}" y="${textY}" text-anchor="end">${chance.text}</text>`;
    },
  });
}

function unitAxes({ left, right, top, bottom }: Area): [Axis, Axis] {
  return [
    { at: (value) => left + value * (right - left), ticks },
    { at: (value) => bottom - value * (bottom - top - 8), ticks },
  ];
}

/** Why there can be no curve, or `null`. */
export function missingLabels(labels: ArrayLike<number>, needsNormal: boolean): string | null {
  const all = labels.length;
  if (all === 0) return 'There are no labelled samples yet.';
  const anomalies = Array.from(labels).filter((label) => label === 1).length;
  if (anomalies === 0)
    return `None of ${formatCount(all, 'sample')} is labelled as an anomaly; the curve needs some.`;
  if (needsNormal && anomalies === all)
    return `All of ${formatCount(all, 'sample')} are labelled as anomalies; the curve needs normal ones too.`;
  return null;
}
