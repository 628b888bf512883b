export { ActiveRun, type ParamValue } from './active-run.js';
export type { MultipartOptions } from './artifacts/multipart.js';
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
  MetricSubject,
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
export type { YamlMapping, YamlValue } from './file/yaml-write.js';
export type { ModelLocation } from './models/find-model.js';
export type { InputExample } from './models/input-example.js';
export type { LoadedModel } from './models/load-model.js';
export type { ModelDescription } from './models/mlmodel.js';
export type { ModelInfo, ModelToLog } from './models/model-to-log.js';
export { packModel, type SavedModelJson } from './models/pack-model.js';
export type { ModelColumn, ModelSignature } from './models/signature.js';
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
export { describeTraining, type TrainedModel, type Training } from './training.js';
