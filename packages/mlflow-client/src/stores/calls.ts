/** Text by key: params and tags. */
export type TextByKey = Readonly<Record<string, string>>;

/** Deleting in MLflow hides a thing; it can be restored. */
export type LifecycleStage = 'active' | 'deleted';

/** Which lifecycle stages a search returns. */
export type ViewType = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL';

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
