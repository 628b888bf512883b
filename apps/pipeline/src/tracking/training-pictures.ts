import { LstmModel } from '@ad/models';
import { formatCount, formatDuration, formatNumber, formatShare, formatTime } from '../text/format.js';
import type { Training } from '../training/train-detector.js';
import { attributionChart } from '../training-charts/attribution-chart.js';
import { learningCurve } from '../training-charts/learning-curve.js';
import { precisionRecallCurve } from '../training-charts/precision-recall-curve.js';
import { rocCurve } from '../training-charts/roc-curve.js';
import { scoreHistogram } from '../training-charts/score-histogram.js';
import { trainingPage } from '../training-charts/training-page.js';

/** The pictures of a training, by path, and `training.html`, which shows all of them. */
export function trainingPictures(training: Training): Record<string, string> {
  const pictures = [...evaluationPictures(training), ...learningPictures(training)];
  return {
    ...Object.fromEntries(pictures.map(([path, , svg]) => [`plots/${path}.svg`, svg])),
    'training.html': trainingPage({
      title: `Training of ${training.saved.models.map(({ kind }) => kind).join(', ') || 'the forecast'}`,
      facts: facts(training),
      pictures: pictures.map(([, caption, svg]) => [caption, svg]),
    }),
  };
}

type Picture = readonly [path: string, caption: string, svg: string];

function evaluationPictures({ evaluation }: Training): Picture[] {
  if (!evaluation) return [];
  const { scores, labels, threshold, attributions } = evaluation;
  const shares = Object.entries(attributions).map(([feature, share]) => ({ feature, share }));
  return [
    [
      'score_histogram',
      'Scores of samples with faults put in',
      scoreHistogram({ scores, labels, threshold }),
    ],
    [
      'feature_attributions',
      'What the scores of faults come from',
      attributionChart({ attributions: shares }),
    ],
    ['roc_curve', 'True and false alarms over all thresholds', rocCurve({ scores, labels })],
    [
      'precision_recall_curve',
      'Precision and recall over all thresholds',
      precisionRecallCurve({ scores, labels }),
    ],
  ];
}

function learningPictures({ saved }: Training): Picture[] {
  return saved.models.flatMap((model): Picture[] => {
    if (!(model instanceof LstmModel) || model.report.losses.length === 0) return [];
    const series = [{ name: 'training', values: model.report.losses }];
    return [['learning_curve', `Training error of ${model.kind} by epoch`, learningCurve({ series })]];
  });
}

function facts({ saved, data, seconds, evaluation }: Training): (readonly [string, string])[] {
  return [
    ['trained', formatTime(saved.trainedAt)],
    ['on', `${formatCount(data.length, 'sample')} of ${saved.featureNames.join(', ')}`],
    ['took', formatDuration(seconds)],
    ...(evaluation
      ? ([
          [
            'judged',
            `${formatCount(evaluation.samples, 'sample')} of these, as they were and with faults put in`,
          ],
          ['AUC-PR', formatNumber(evaluation.aucPr)],
          ['AUC-ROC', formatNumber(evaluation.aucRoc)],
          ['faults found', formatShare(evaluation.faultsFound)],
          ['alerts without faults', String(evaluation.alarms)],
          ['threshold', formatNumber(evaluation.threshold)],
        ] as const)
      : []),
  ];
}
