import type { Config } from '@ad/config';
import type { MetricInput } from '@ad/mlflow-client';
import { type BaseModel, LstmModel, type Sample } from '@ad/models';
import type { SavedDetector } from '../detectors/versioned-models.js';
import { packDetector } from '../registry/pack-detector.js';
import { formatTime } from '../text/format.js';
import type { Evaluation } from '../training/evaluate.js';
import { describeData } from './describe-data.js';
import type { TrainingRecord } from './records.js';
import { trainingPictures } from './training-pictures.js';

/** A training as it happened. */
export interface Training {
  readonly saved: SavedDetector;
  readonly data: readonly Sample[];
  readonly seconds: number;
  /** Of the same samples; nothing where they are too few. */
  readonly evaluation: Evaluation | undefined;
}

/** Where and how a training is recorded. */
export interface TrainingContext {
  readonly config: Config;
  readonly modelName: string;
  readonly libraryVersion: string;
}

/** What MLflow is to know about a training: options, data, duration, how it did, pictures, and the detector itself. */
export function describeTraining(
  training: Training,
  { config, modelName, libraryVersion }: TrainingContext,
  alias: TrainingRecord['alias'],
): TrainingRecord {
  const { saved, data, seconds, evaluation } = training;
  const kinds = saved.models.map(({ kind }) => kind);
  const endedAt = saved.trainedAt;
  return {
    kind: 'training',
    trainingId: saved.trainingId,
    modelName,
    experiment: config.lifecycle.experiment,
    runName: `${kinds.join('+') || 'forecast'} ${formatTime(endedAt)}`,
    startedAt: Math.round(endedAt - 1000 * seconds),
    endedAt,
    params: paramsOf(config, kinds, saved.featureNames),
    metrics: [
      ...metrics({ samples: data.length, training_seconds: seconds }, endedAt),
      ...(evaluation ? metrics(evaluationMetrics('training', evaluation), endedAt) : []),
      ...saved.models.flatMap((model) => curveOf(model, endedAt)),
    ],
    tags: { 'ad.host': hostsOf(data), 'ad.features': saved.featureNames.join(',').slice(0, 5000) },
    datasets: [describeData(data, saved.featureNames)],
    artifacts: trainingPictures(training),
    detector: packDetector(saved, data.slice(-3), libraryVersion),
    alias,
  };
}

/** A training that failed, and why. */
export function describeFailure(
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
  const all = {
    judged: samples,
    alarms,
    threshold,
    auc_pr: aucPr,
    auc_roc: aucRoc,
    faults_found: faultsFound,
  };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [`${prefix}.${name}`, value]));
}

/** Metrics at one time; what is not a number is nothing to record. */
export function metrics(values: Readonly<Record<string, number>>, timestamp: number): MetricInput[] {
  return Object.entries(values)
    .filter(([, value]) => Number.isFinite(value))
    .map(([key, value]) => ({ key, value, timestamp }));
}

function paramsOf(
  config: Config,
  kinds: readonly string[],
  featureNames: readonly string[],
): Record<string, string> {
  const { alerts_per_week, target_rate, confirm, cool_down_seconds } = config.detection;
  const options = Object.entries(config.models)
    .filter(([kind]) => kinds.includes(kind))
    .flatMap(([kind, values]) =>
      Object.entries(values).map(([name, value]) => [`${kind}.${name}`, value] as const),
    );
  const detection = {
    alerts_per_week,
    target_rate,
    confirm: `${confirm.above} of ${confirm.of}`,
    cool_down_seconds,
    features: featureNames.length,
  };
  const all = [
    ...options,
    ...Object.entries(detection).map(([name, value]) => [`detection.${name}`, value] as const),
  ];
  return Object.fromEntries(all.map(([key, value]) => [key, String(value)]));
}

/** The training error of each epoch, of a model that has any. */
function curveOf(model: BaseModel, timestamp: number): MetricInput[] {
  if (!(model instanceof LstmModel)) return [];
  return model.report.losses.map((value, step) => ({ key: `${model.kind}.loss`, value, step, timestamp }));
}

function hostsOf(data: readonly Sample[]): string {
  return [...new Set(data.map(({ host }) => host))].slice(0, 20).join(',');
}
