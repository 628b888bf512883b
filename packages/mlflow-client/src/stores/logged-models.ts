import type { CallOptions, SearchQuery, TextByKey } from './calls.js';
import type { LoggedModelStatus } from './status.js';

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

/** What a new logged model is made of. */
export interface NewLoggedModel {
  readonly experimentId: string;
  /** Without `/`, `:`, `.`, `%` and quotes; need not be the only one of its name. */
  readonly name: string;
  readonly modelType?: string;
  /** The run that made it. */
  readonly sourceRunId?: string;
  readonly params?: TextByKey;
  readonly tags?: TextByKey;
}

/** A search over logged models. */
export interface LoggedModelQuery extends SearchQuery {
  readonly experimentIds: readonly string[];
}

/** Logged models. A server of MLflow 2 has none and answers `ENDPOINT_NOT_FOUND`. */
export interface LoggedModelStore {
  /** Makes a model without files, `PENDING` until it is finalized. */
  create(model: NewLoggedModel, options?: CallOptions): Promise<LoggedModel>;
  /** The model, unless it is deleted. */
  get(modelId: string, options?: CallOptions): Promise<LoggedModel>;
  /** Says that all files are there, or that they will not come. */
  finalize(
    modelId: string,
    status: Exclude<LoggedModel['status'], 'PENDING'>,
    options?: CallOptions,
  ): Promise<LoggedModel>;
  setTags(modelId: string, tags: TextByKey, options?: CallOptions): Promise<void>;
  /** A server cannot delete a tag with a `/` in its key: `NOT_IMPLEMENTED`. */
  deleteTag(modelId: string, key: string, options?: CallOptions): Promise<void>;
  /** Hides the model; its files stay. */
  delete(modelId: string, options?: CallOptions): Promise<void>;
  /**
   * Newest first unless ordered, by attributes and metrics. Attributes: `name`, `model_id`, `model_type`, `source_run_id`,
   * `creation_timestamp`, `last_updated_timestamp`. A page has 50 models unless told.
   */
  search(query: LoggedModelQuery, options?: CallOptions): AsyncIterable<LoggedModel>;
}
