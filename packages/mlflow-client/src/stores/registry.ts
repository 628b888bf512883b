import type { CallOptions, SearchQuery, TextByKey } from './calls.js';
import type { ModelVersionStatus } from './status.js';

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

/** What a new registered model is made of. */
export interface NewRegisteredModel {
  readonly name: string;
  readonly description?: string;
  readonly tags?: TextByKey;
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
  createModel(model: NewRegisteredModel, options?: CallOptions): Promise<RegisteredModel>;
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
