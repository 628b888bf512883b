import type { CallOptions, LifecycleStage, SearchQuery, TextByKey, ViewType } from './calls.js';
import type { RunStatus } from './status.js';

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

/** What a new run is made of. */
export interface NewRun {
  /** Default: `'0'`, MLflow's default experiment. */
  readonly experimentId?: string;
  /** Default: a random one. */
  readonly runName?: string;
  readonly userId?: string;
  /** Milliseconds since the epoch; default now. */
  readonly startTime?: number;
  readonly tags?: TextByKey;
  /** Shown as a child of this run. */
  readonly parentRunId?: string;
}

/** What can be changed of a run; what is left out stays. */
export interface RunUpdate {
  readonly status?: RunStatus;
  /** Milliseconds since the epoch. */
  readonly endTime?: number;
  readonly runName?: string;
}

/** A search over runs. */
export interface RunQuery extends SearchQuery {
  readonly experimentIds: readonly string[];
  /** @default 'ACTIVE_ONLY' */
  readonly viewType?: ViewType;
}

/** Runs and what they record. */
export interface RunStore {
  create(run?: NewRun, options?: CallOptions): Promise<Run>;
  /** The run, deleted or not. */
  get(runId: string, options?: CallOptions): Promise<Run>;
  update(runId: string, update: RunUpdate, options?: CallOptions): Promise<void>;
  delete(runId: string, options?: CallOptions): Promise<void>;
  restore(runId: string, options?: CallOptions): Promise<void>;
  /**
   * Writes metrics, params and tags, of any number: it is split by the server's limits. A param is written once; the same
   * value again is fine, another is an `INVALID_PARAMETER_VALUE`. A part that was sent before an error stays written.
   */
  logBatch(runId: string, batch: Batch, options?: CallOptions): Promise<void>;
  setTag(runId: string, key: string, value: string, options?: CallOptions): Promise<void>;
  deleteTag(runId: string, key: string, options?: CallOptions): Promise<void>;
  logDatasets(runId: string, datasets: readonly DatasetInput[], options?: CallOptions): Promise<void>;
  /** Says which logged models the run made; the same one again changes nothing. MLflow 3 and later. */
  logOutputs(runId: string, outputs: readonly ModelOutput[], options?: CallOptions): Promise<void>;
  /** Adds a model among the run's artifacts to its tag `mlflow.log-model.history`, where MLflow 2 looks for models. */
  recordModel(runId: string, modelJson: string, options?: CallOptions): Promise<void>;
  /** Every value of a metric; none when the run has no such metric. */
  metricHistory(runId: string, key: string, options?: CallOptions): AsyncIterable<Metric>;
  /** Newest first unless ordered. */
  search(query: RunQuery, options?: CallOptions): AsyncIterable<Run>;
}
