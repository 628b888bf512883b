import type { CallOptions, LifecycleStage, SearchQuery, TextByKey, ViewType } from './calls.js';

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

/** What a new experiment is made of. */
export interface NewExperiment {
  readonly name: string;
  /** URI below which the artifacts of its runs are to lie. Default: chosen by the store. */
  readonly artifactLocation?: string;
  readonly tags?: TextByKey;
}

/** A search over experiments. */
export interface ExperimentQuery extends SearchQuery {
  /** @default 'ACTIVE_ONLY' */
  readonly viewType?: ViewType;
}

/** Experiments. */
export interface ExperimentStore {
  /** Makes an experiment and returns its id; `RESOURCE_ALREADY_EXISTS` when the name is taken, also by a deleted one. */
  create(experiment: NewExperiment, options?: CallOptions): Promise<string>;
  /** The experiment, deleted or not. */
  get(experimentId: string, options?: CallOptions): Promise<Experiment>;
  /** The experiment of this name, deleted or not; undefined when there is none. */
  findByName(name: string, options?: CallOptions): Promise<Experiment | undefined>;
  rename(experimentId: string, name: string, options?: CallOptions): Promise<void>;
  delete(experimentId: string, options?: CallOptions): Promise<void>;
  restore(experimentId: string, options?: CallOptions): Promise<void>;
  setTag(experimentId: string, key: string, value: string, options?: CallOptions): Promise<void>;
  /** Newest first unless ordered. */
  search(query?: ExperimentQuery, options?: CallOptions): AsyncIterable<Experiment>;
}
