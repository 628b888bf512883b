/** Text by key: params and tags. */
export type TextByKey = Readonly<Record<string, string>>;

/** Deleting in MLflow hides a thing; it can be restored. */
export type LifecycleStage = 'active' | 'deleted';

/** Which lifecycle stages a search returns. */
export type ViewType = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL';

/** Where a run stands. */
export type RunStatus = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';

/** A group of runs. Times are milliseconds since the epoch. */
export interface Experiment {
  /** Digits, beyond what a number holds exactly: always a string. */
  readonly experimentId: string;
  readonly name: string;
  /** URI below which the artifacts of its runs lie. */
  readonly artifactLocation: string;
  readonly lifecycleStage: LifecycleStage;
  readonly creationTime: number | undefined;
  readonly lastUpdateTime: number | undefined;
  readonly tags: TextByKey;
}

/** One execution that is recorded: what went in, what came out. Times are milliseconds since the epoch. */
export interface Run {
  readonly runId: string;
  readonly runName: string;
  readonly experimentId: string;
  readonly userId: string;
  readonly status: RunStatus;
  readonly startTime: number;
  /** Undefined until the run has ended. */
  readonly endTime: number | undefined;
  readonly artifactUri: string;
  readonly lifecycleStage: LifecycleStage;
  /** Latest value by key: the one of the highest step, then the latest time, then the highest value. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly params: TextByKey;
  readonly tags: TextByKey;
  readonly datasets: readonly DatasetInput[];
  /** The logged models that it made. */
  readonly outputs: readonly ModelOutput[];
}

/** A logged model that a run made. */
export interface ModelOutput {
  readonly modelId: string;
  /** The training step that it is of. */
  readonly step: number;
}

/** One measured value. */
export interface Metric {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly step: number;
}

/** What a metric was measured on. */
export interface MetricSubject {
  /** The logged model that it is a metric of, beside the run. MLflow 3 and later. */
  readonly modelId?: string;
  /** The data that the model was measured with, which the run has among its datasets. */
  readonly dataset?: Pick<Dataset, 'name' | 'digest'>;
}

/** A metric to log; `timestamp` defaults to now, `step` to 0. */
export interface MetricInput extends MetricSubject {
  readonly key: string;
  readonly value: number;
  readonly timestamp?: number;
  readonly step?: number;
}

/** What one call of `logBatch` writes. */
export interface Batch {
  readonly metrics?: readonly MetricInput[];
  readonly params?: TextByKey;
  readonly tags?: TextByKey;
}

/** Data that a run read. */
export interface Dataset {
  readonly name: string;
  /** Fingerprint of the content, at most 36 characters. */
  readonly digest: string;
  readonly sourceType: string;
  /** Where it comes from; JSON by MLflow's convention. */
  readonly source: string;
  /** JSON, by MLflow's convention. */
  readonly schema?: string;
  /** JSON, by MLflow's convention. */
  readonly profile?: string;
}

/** A dataset as the input of a run; MLflow shows the tag `mlflow.data.context` (`training`, `evaluation`) beside it. */
export interface DatasetInput {
  readonly dataset: Dataset;
  readonly tags: TextByKey;
}

/** Where a logged model stands: its files are still on their way, all there, or will not come. */
export type LoggedModelStatus = 'PENDING' | 'READY' | 'UPLOAD_FAILED';

/** The files of one model that an experiment made, as MLflow 3 shows it. Times are milliseconds since the epoch. */
export interface LoggedModel {
  /** `m-` and 32 digits and letters; `models:/<modelId>` is its URI. */
  readonly modelId: string;
  readonly name: string;
  readonly experimentId: string;
  /** URI of its files. */
  readonly artifactUri: string;
  readonly status: LoggedModelStatus;
  /** A word of the caller's, such as `isolation_forest`; empty when there is none. */
  readonly modelType: string;
  /** The run that made it; empty when unknown. */
  readonly sourceRunId: string;
  readonly creationTimestamp: number;
  readonly lastUpdatedTimestamp: number;
  readonly params: TextByKey;
  readonly tags: TextByKey;
  /** Latest value by key, of the metrics that a run logged for this model. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** A named model with its versions. Times are milliseconds since the epoch. */
export interface RegisteredModel {
  readonly name: string;
  readonly description: string;
  readonly creationTimestamp: number;
  readonly lastUpdatedTimestamp: number;
  readonly tags: TextByKey;
  /** Version number by alias. */
  readonly aliases: TextByKey;
}

/** One version of a registered model. Times are milliseconds since the epoch. */
export interface ModelVersion {
  readonly name: string;
  /** Digits, counted from 1. */
  readonly version: string;
  readonly description: string;
  /** What it was made of: a URI for `findModel`. */
  readonly source: string;
  /** The run that made it; empty when unknown. */
  readonly runId: string;
  /** The logged model that it is; empty when it is none. */
  readonly modelId: string;
  readonly status: ModelVersionStatus;
  readonly creationTimestamp: number;
  readonly lastUpdatedTimestamp: number;
  readonly tags: TextByKey;
  readonly aliases: readonly string[];
}

/** Whether a version can be used. */
export type ModelVersionStatus = 'PENDING_REGISTRATION' | 'FAILED_REGISTRATION' | 'READY';
