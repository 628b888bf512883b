import type {
  Batch,
  DatasetInput,
  Experiment,
  LoggedModel,
  Metric,
  ModelOutput,
  ModelVersion,
  RegisteredModel,
  Run,
  RunStatus,
  TextByKey,
  ViewType,
} from './entities.js';

/** Every call takes these last. */
export interface CallOptions {
  /** Ends the call, its retries included; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What a search asks for, in MLflow's own language. */
export interface SearchQuery {
  /**
   * Conditions joined by `AND`, for example `metrics.auc > 0.9 AND tags."host.name" LIKE 'web-%'`.
   *
   * @see https://mlflow.org/docs/latest/search-runs.html
   */
  readonly filter?: string;
  /** For example `['metrics.auc DESC', 'start_time']`. */
  readonly orderBy?: readonly string[];
  /** How many results one request fetches. Default 1000; 100 for the registry. */
  readonly pageSize?: number;
}

/** Experiments. */
export interface ExperimentStore {
  /** Makes an experiment and returns its id; `RESOURCE_ALREADY_EXISTS` when the name is taken, also by a deleted one. */
  create(
    experiment: { readonly name: string; readonly artifactLocation?: string; readonly tags?: TextByKey },
    options?: CallOptions,
  ): Promise<string>;
  /** The experiment, deleted or not. */
  get(experimentId: string, options?: CallOptions): Promise<Experiment>;
  /** The experiment of this name, deleted or not; undefined when there is none. */
  findByName(name: string, options?: CallOptions): Promise<Experiment | undefined>;
  rename(experimentId: string, name: string, options?: CallOptions): Promise<void>;
  delete(experimentId: string, options?: CallOptions): Promise<void>;
  restore(experimentId: string, options?: CallOptions): Promise<void>;
  setTag(experimentId: string, key: string, value: string, options?: CallOptions): Promise<void>;
  /** Newest first unless ordered. */
  search(
    query?: SearchQuery & { readonly viewType?: ViewType },
    options?: CallOptions,
  ): AsyncIterable<Experiment>;
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
  search(
    query: SearchQuery & { readonly experimentIds: readonly string[]; readonly viewType?: ViewType },
    options?: CallOptions,
  ): AsyncIterable<Run>;
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
  search(
    query: SearchQuery & { readonly experimentIds: readonly string[] },
    options?: CallOptions,
  ): AsyncIterable<LoggedModel>;
}

/** What a new version is made of. */
export interface NewModelVersion {
  readonly name: string;
  /**
   * URI of the model's artifacts, or `models:/<modelId>` as MLflow has it; over REST it must be of `modelId` or, without one,
   * lie in the artifacts of `runId`.
   */
  readonly source: string;
  readonly runId?: string;
  /** The logged model that it is. */
  readonly modelId?: string;
  readonly description?: string;
  readonly tags?: TextByKey;
}

/** The model registry. */
export interface RegistryStore {
  createModel(
    model: { readonly name: string; readonly description?: string; readonly tags?: TextByKey },
    options?: CallOptions,
  ): Promise<RegisteredModel>;
  getModel(name: string, options?: CallOptions): Promise<RegisteredModel>;
  updateModel(
    name: string,
    update: { readonly description: string },
    options?: CallOptions,
  ): Promise<RegisteredModel>;
  renameModel(name: string, newName: string, options?: CallOptions): Promise<RegisteredModel>;
  /** Deletes the model with all of its versions, for good. */
  deleteModel(name: string, options?: CallOptions): Promise<void>;
  setModelTag(name: string, key: string, value: string, options?: CallOptions): Promise<void>;
  deleteModelTag(name: string, key: string, options?: CallOptions): Promise<void>;
  /** By name unless ordered. */
  searchModels(query?: SearchQuery, options?: CallOptions): AsyncIterable<RegisteredModel>;

  /** Makes the next version: the highest so far, plus 1. */
  createVersion(version: NewModelVersion, options?: CallOptions): Promise<ModelVersion>;
  getVersion(name: string, version: string, options?: CallOptions): Promise<ModelVersion>;
  /** URI of the version's artifacts. */
  getDownloadUri(name: string, version: string, options?: CallOptions): Promise<string>;
  updateVersion(
    name: string,
    version: string,
    update: { readonly description: string },
    options?: CallOptions,
  ): Promise<ModelVersion>;
  /** Deletes a version and its aliases. Its number is not used again. */
  deleteVersion(name: string, version: string, options?: CallOptions): Promise<void>;
  setVersionTag(
    name: string,
    version: string,
    key: string,
    value: string,
    options?: CallOptions,
  ): Promise<void>;
  deleteVersionTag(name: string, version: string, key: string, options?: CallOptions): Promise<void>;
  /** Last changed first unless ordered. A server on a database leaves `aliases` empty here; `getVersion` has them. */
  searchVersions(query?: SearchQuery, options?: CallOptions): AsyncIterable<ModelVersion>;

  /** Points an alias such as `champion` at a version, and away from the one before. */
  setAlias(name: string, alias: string, version: string, options?: CallOptions): Promise<void>;
  deleteAlias(name: string, alias: string, options?: CallOptions): Promise<void>;
  /** The version an alias points at; undefined when the model or the alias does not exist. */
  findByAlias(name: string, alias: string, options?: CallOptions): Promise<ModelVersion | undefined>;
}

/** All that a place to keep runs and models offers. */
export interface MlflowStore {
  readonly experiments: ExperimentStore;
  readonly runs: RunStore;
  readonly loggedModels: LoggedModelStore;
  readonly registry: RegistryStore;
}
