export type { MultipartOptions } from './artifacts/multipart.js';
export type { ArtifactInfo, ArtifactRepository } from './artifacts/repository.js';
export type { ArtifactRepositoryFactory } from './artifacts/resolve.js';
export { MlflowClient } from './client.js';
export type { MlflowClientOptions } from './client-options.js';
export type { Credentials } from './credentials.js';
export { optionsFromEnvironment } from './environment.js';
export { isMlflowError, MlflowError, type MlflowErrorCode } from './errors.js';
export type { ModelLocation } from './models/find-model.js';
export type { InputExample } from './models/input-example.js';
export type { LoadedModel } from './models/load-model.js';
export type { ModelDescription } from './models/mlmodel.js';
export type { ModelInfo, ModelToLog } from './models/model-to-log.js';
export { packModel, type SavedModelJson } from './models/pack-model.js';
export type { ModelColumn, ModelSignature } from './models/signature.js';
export type { RetryOptions } from './rest/retry.js';
export type { ActiveRun, ParamValue } from './runs/active-run.js';
export { type BatcherOptions, RunBatcher } from './runs/batcher.js';
export { describeTraining, type TrainedModel, type Training } from './runs/training.js';
export type { CallOptions, LifecycleStage, SearchQuery, TextByKey, ViewType } from './stores/calls.js';
export type { Experiment, ExperimentQuery, ExperimentStore, NewExperiment } from './stores/experiments.js';
export type {
  LoggedModel,
  LoggedModelQuery,
  LoggedModelStore,
  NewLoggedModel,
} from './stores/logged-models.js';
export type {
  ModelVersion,
  NewModelVersion,
  NewRegisteredModel,
  RegisteredModel,
  RegistryStore,
} from './stores/registry.js';
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
  RunQuery,
  RunStore,
  RunUpdate,
} from './stores/runs.js';
export type { LoggedModelStatus, ModelVersionStatus, RunStatus } from './stores/status.js';
export type { YamlMapping, YamlValue } from './yaml/write.js';
