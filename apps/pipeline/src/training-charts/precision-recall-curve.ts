import { averagePrecision, precisionRecallPoints } from '@ad/models';
import type { Point } from '../charts/geometry.js';
import { formatCount, formatNumber, formatShare } from '../text/format.js';
import { picture } from './picture.js';
import { type LabelledScores, missingLabels, rankingPlot } from './ranking-plot.js';

const title = 'Precision-recall curve';

/**
 * How much of what is called an anomaly is one, by the share of anomalies found, over all thresholds. In steps, so that the area is the
 * average precision. Cost: sorts the scores twice.
 *
 * @throws ModelError `INVALID_DATA` when there is not one label for each score.
 */
export function precisionRecallCurve({ scores, labels }: LabelledScores): string {
  const points = precisionRecallPoints(scores, labels);
  const missing = missingLabels(labels, false);
  if (missing !== null) return picture({ title, sentences: [missing], width: 440 });
  const area = averagePrecision(scores, labels);
  const chance = points[points.length - 1].precision;
  const curve: Point[] = [];
  let reached = 0;
  for (const { recall, precision } of points) {
    if (recall === reached) continue;
    curve.push([reached, precision], [recall, precision]);
    reached = recall;
  }
  return rankingPlot({
    title,
    sentences: [
      `Area under the curve (average precision) ${formatNumber(area)}. Chance is ${formatNumber(chance)}, the share of anomalies among ${formatCount(labels.length, 'sample')}.`,
    ],
    across: 'recall: share of the anomalies found',
    up: 'precision: share of alarms that are true',
    curve,
    chance: {
      from: [0, chance],
      to: [1, chance],
      text: `chance: ${formatShare(chance)}`,
      at: [0.98, chance > 0.9 ? chance - 0.05 : chance + 0.02],
    },
  });
}
