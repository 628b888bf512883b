import type { Config } from '@ad/config';
import { type Batch, describeTraining, type MetricInput } from '@ad/mlflow-client';
import { hostsOf } from '../detectors/samples.js';
import { packDetector } from '../registry/pack-detector.js';
import { formatTime } from '../text/format.js';
import type { Evaluation } from '../training/evaluate.js';
import type { Training } from '../training/train-detector.js';
import { version } from '../version.js';
import { describeData } from './describe-data.js';
import type { TrainingRecord } from './records.js';
import { trainingPictures } from './training-pictures.js';

/** Where and how a training is recorded. */
export interface TrainingContext {
  readonly config: Config;
  readonly modelName: string;
}

/** What MLflow is to know about a training: options, data, duration, how it did, pictures, and the detector itself. */
export function trainingRecord(
  training: Training,
  { config, modelName }: TrainingContext,
  alias: TrainingRecord['alias'],
): TrainingRecord {
  const { saved, data, seconds } = training;
  const { trainingId, featureNames, trainedAt: endedAt } = saved;
  const kinds = saved.models.map(({ kind }) => kind);
  const parts = [
    detectorBatch(training, kinds, config),
    ...saved.models.map((model) => under(model.kind, describeTraining({ model }))),
  ];
  return {
    kind: 'training',
    trainingId,
    modelName,
    experiment: config.lifecycle.experiment,
    runName: `${kinds.join('+') || 'forecast'} ${formatTime(endedAt)}`,
    startedAt: Math.round(endedAt - 1000 * seconds),
    endedAt,
    params: Object.assign({}, ...parts.map(({ params }) => params)),
    metrics: parts.flatMap(({ metrics = [] }) =>
      metrics.map((metric) => ({ ...metric, timestamp: endedAt })),
    ),
    tags: Object.assign(
      {
        'ad.host': hostsOf(data).slice(0, 20).join(','),
        'ad.features': featureNames.join(',').slice(0, 5000),
      },
      ...parts.map(({ tags }) => tags),
    ),
    datasets: [describeData(data, featureNames)],
    artifacts: trainingPictures(training),
    detector: packDetector(saved, data.slice(-3), version),
    alias,
  };
}

/** A training that failed, and why. */
export function failureRecord(
  error: unknown,
  { trainingId, at }: { readonly trainingId: string; readonly at: number },
  { config, modelName }: TrainingContext,
): TrainingRecord {
  return {
    kind: 'training',
    trainingId,
    modelName,
    experiment: config.lifecycle.experiment,
    runName: `failed ${formatTime(at)}`,
    startedAt: at,
    endedAt: at,
    params: {},
    metrics: [],
    tags: { 'ad.error': String(error).slice(0, 5000) },
    datasets: [],
    artifacts: {},
    detector: null,
    alias: null,
  };
}

/** How a detector did, as metrics: `<prefix>.auc_pr` and so on. */
export function evaluationMetrics(prefix: string, evaluation: Evaluation): Record<string, number> {
  const { samples, alarms, threshold, aucPr, aucRoc, faultsFound } = evaluation;
  return {
    [`${prefix}.judged`]: samples,
    [`${prefix}.alarms`]: alarms,
    [`${prefix}.threshold`]: threshold,
    [`${prefix}.auc_pr`]: aucPr,
    [`${prefix}.auc_roc`]: aucRoc,
    [`${prefix}.faults_found`]: faultsFound,
  };
}

/** What is to be logged of the detector that the models are part of. */
function detectorBatch(
  { saved, data, seconds, evaluation }: Training,
  kinds: readonly string[],
  { detection }: Config,
): Batch {
  const { alerts_per_week, target_rate, confirm, cool_down_seconds } = detection;
  return describeTraining({
    model: {
      kind: ['forecast', ...kinds].join('+'),
      featureNames: saved.featureNames,
      options: {
        detection: {
          alerts_per_week,
          target_rate,
          confirm: `${confirm.above} of ${confirm.of}`,
          cool_down_seconds,
        },
      },
    },
    evaluation: { samples: data.length, ...(evaluation && evaluationMetrics('training', evaluation)) },
    seconds,
  });
}

/** The same under names that begin with a prefix. */
function under(prefix: string, { params = {}, metrics = [], tags = {} }: Batch): Batch {
  const renamed = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [`${prefix}.${key}`, text]));
  return {
    params: renamed(params),
    metrics: metrics.map((metric): MetricInput => ({ ...metric, key: `${prefix}.${metric.key}` })),
    tags: renamed(tags),
  };
}
