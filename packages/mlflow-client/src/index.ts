export type { MultipartOptions } from './artifacts/multipart.js';
export type { ArtifactInfo, ArtifactRepository } from './artifacts/repository.js';
export type { ArtifactRepositoryFactory } from './artifacts/resolve.js';
export { MlflowClient, type MlflowClientOptions } from './client.js';
export {
  type Credentials,
  type Environment,
  type EnvironmentOptions,
  optionsFromEnvironment,
} from './credentials.js';
export { isMlflowError, MlflowError, type MlflowErrorCode } from './errors.js';
export type { ModelLocation } from './models/find-model.js';
export type { InputExample } from './models/input-example.js';
export type { LoadedModel } from './models/load-model.js';
export type { ModelDescription } from './models/mlmodel.js';
export type { ModelInfo, ModelToLog } from './models/model-to-log.js';
export { packModel, type SavedModelJson } from './models/pack-model.js';
export type { ModelColumn, ModelSignature } from './models/signature.js';
export type { RetryOptions } from './rest/retry.js';
export { ActiveRun, type ParamValue } from './runs/active-run.js';
export { type BatcherOptions, RunBatcher } from './runs/batcher.js';
export { describeTraining, type TrainedModel, type Training } from './runs/training.js';
export type { CallOptions, LifecycleStage, SearchQuery, TextByKey, ViewType } from './stores/calls.js';
export type { Experiment, ExperimentStore } from './stores/experiments.js';
export type { LoggedModel, LoggedModelStore, NewLoggedModel } from './stores/logged-models.js';
export type { ModelVersion, NewModelVersion, RegisteredModel, RegistryStore } from './stores/registry.js';
export type {
  Batch,
  Dataset,
  DatasetInput,
  Metric,
  MetricInput,
  MetricSubject,
  ModelOutput,
  NewRun,
  Run,
  RunStore,
  RunUpdate,
} from './stores/runs.js';
export type { LoggedModelStatus, ModelVersionStatus, RunStatus } from './stores/status.js';
export type { YamlMapping, YamlValue } from './yaml/write.js';
