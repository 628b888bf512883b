import { rocAuc, rocPoints } from '@ad/models';
import { formatCount, formatNumber, formatShare } from '../text/format.js';
import { picture } from './picture.js';
import { type LabelledScores, missingLabels, rankingPlot } from './ranking-plot.js';

const title = 'ROC curve';

/**
 * The share of anomalies found by the share of normal samples called anomalies, over all thresholds. Cost: sorts the scores twice.
 *
 * @throws ModelError `INVALID_DATA` when there is not one label for each score.
 */
export function rocCurve({ scores, labels }: LabelledScores): string {
  const points = rocPoints(scores, labels);
  const missing = missingLabels(labels, true);
  if (missing !== null) return picture({ title, sentences: [missing], width: 440 });
  const area = rocAuc(scores, labels);
  return rankingPlot({
    title,
    sentences: [
      `Area under the curve ${formatNumber(area)}: in ${formatShare(area)} of all pairs the anomaly scores above the normal sample. Chance is 0.5.`,
      `${formatCount(labels.length, 'sample')}.`,
    ],
    across: 'false positive rate',
    up: 'true positive rate',
    curve: points.map((point) => [point.falsePositiveRate, point.truePositiveRate]),
    chance: { from: [0, 0], to: [1, 1], text: 'chance', at: [0.9, 0.8] },
  });
}
