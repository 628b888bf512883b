export { ActiveRun, type ParamValue } from './active-run.js';
export type { ArtifactInfo, ArtifactRepository } from './artifacts/repository.js';
export type { ArtifactRepositoryFactory } from './artifacts/resolve.js';
export { type BatcherOptions, RunBatcher } from './batcher.js';
export { MlflowClient, type MlflowClientOptions } from './client.js';
export {
  type Credentials,
  type Environment,
  type EnvironmentOptions,
  optionsFromEnvironment,
} from './credentials.js';
export type {
  Batch,
  Dataset,
  DatasetInput,
  Experiment,
  LifecycleStage,
  LoggedModel,
  LoggedModelStatus,
  Metric,
  MetricInput,
  ModelOutput,
  ModelVersion,
  ModelVersionStatus,
  RegisteredModel,
  Run,
  RunStatus,
  TextByKey,
  ViewType,
} from './entities.js';
export { isMlflowError, MlflowError, type MlflowErrorCode } from './errors.js';
export type { RetryOptions } from './rest/retry.js';
export type {
  CallOptions,
  ExperimentStore,
  LoggedModelStore,
  NewLoggedModel,
  NewModelVersion,
  NewRun,
  RegistryStore,
  RunStore,
  RunUpdate,
  SearchQuery,
} from './stores.js';
