import type { DatasetInput, MetricInput, TextByKey } from '@ad/mlflow-client';
import type { PackedDetector } from '../registry/pack-detector.js';

/** A training that MLflow is to know: a run, and a version where it gave a detector. */
export interface TrainingRecord {
  readonly kind: 'training';
  readonly trainingId: string;
  readonly modelName: string;
  readonly experiment: string;
  readonly runName: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly params: TextByKey;
  readonly metrics: readonly MetricInput[];
  readonly tags: TextByKey;
  readonly datasets: readonly DatasetInput[];
  /** Pictures and pages: content by path. */
  readonly artifacts: TextByKey;
  /** What was trained; null where the training failed. */
  readonly detector: PackedDetector | null;
  readonly alias: 'champion' | 'challenger' | null;
}

/** A version that is to be champion from now on. */
export interface PromotionRecord {
  readonly kind: 'promotion';
  readonly modelName: string;
  /** The training that the new champion comes from: the number of its version may not be known yet. */
  readonly trainingId: string;
  /** The training that the champion before comes from. */
  readonly formerTrainingId: string;
  /** Why, in a sentence. */
  readonly reason: string;
  /** The champion before did badly: it is not kept as the one to go back to. */
  readonly isRollback: boolean;
}

/** What turned out about a version after its training. */
export interface RemarkRecord {
  readonly kind: 'remark';
  readonly modelName: string;
  readonly trainingId: string;
  readonly tags: TextByKey;
  /** It is no challenger any more. */
  readonly isDismissed: boolean;
  /** Of the run that it came from. */
  readonly metrics: readonly MetricInput[];
}

/** What is written to MLflow, in this order; plain data, because it may wait on disk. */
export type TrackingRecord = TrainingRecord | PromotionRecord | RemarkRecord;
