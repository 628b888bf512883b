export type { Json } from './codec.js';
export { ModelError, type ModelErrorCode } from './errors.js';
export { type AlarmCounts, countAlarms } from './evaluation/alarms.js';
export {
  type PrecisionRecallPoint,
  precisionRecallPoints,
  type RocPoint,
  rocPoints,
} from './evaluation/curves.js';
export { detectEvents, type EventDetection, type EventRecall, eventRecall } from './evaluation/events.js';
export {
  type FaultKind,
  type FaultyRows,
  type InjectedFault,
  type InjectFaultsOptions,
  injectFaults,
} from './evaluation/inject-faults.js';
export { type NabProfile, type NabScore, type NabSeries, nabProbation, nabScore } from './evaluation/nab.js';
export { type RangePrecisionRecall, rangePrecisionRecall } from './evaluation/range-precision.js';
export { averagePrecision, rocAuc } from './evaluation/ranking.js';
export {
  type VolumeUnderSurface,
  type VolumeUnderSurfaceOptions,
  volumeUnderSurface,
} from './evaluation/volume-under-surface.js';
export type { FeatureRule, FeatureRules } from './forecast/feature-rules.js';
export {
  IsolationForestModel,
  type IsolationForestOptions,
  type RenewOptions,
} from './isolation-forest/model.js';
export { RowReservoir, type RowReservoirOptions } from './isolation-forest/row-reservoir.js';
export type { LstmEngine } from './lstm/engine.js';
export { LstmModel, type LstmOptions } from './lstm/model.js';
export type { LstmReport } from './lstm/state.js';
export { type Matrix, type Rows, toMatrix } from './matrix.js';
export { BaseModel, type BaseModelOptions, type Scorer } from './model/base-model.js';
export type { Calibration } from './model/calibration.js';
export type { ModelStream, ScoreStream, StreamStep } from './model/model-stream.js';
export type { SavedModel } from './model/saved-model.js';
export type { FitContext, TrainingProgress, TrainOptions } from './model/training.js';
export { createRandom, type Random } from './random.js';
export {
  type FeatureImportance,
  RandomForestModel,
  type RandomForestOptions,
} from './random-forest/model.js';
export type { Novelty } from './random-forest/training/novelty.js';
export { createModel, loadModel, type ModelClass, registerModel } from './registry.js';
export type { Sample } from './sample.js';
export {
  type AlertLevel,
  AlertLifecycle,
  type AlertLifecycleOptions,
  type AlertStatus,
} from './streaming/alert-lifecycle.js';
export type { StreamingDetectorOptions } from './streaming/detector-options.js';
export type { DetectorSnapshot } from './streaming/detector-snapshot.js';
export type {
  MaintenanceWindow,
  SingleMaintenanceWindow,
  Weekday,
  WeeklyMaintenanceWindow,
} from './streaming/maintenance.js';
export { StreamingDetector } from './streaming/streaming-detector.js';
export {
  type AlarmBudgetOptions,
  AlarmBudgetThreshold,
  type ThresholdDecision,
} from './threshold/alarm-budget-threshold.js';
export type { ConfirmOptions } from './threshold/confirm.js';
export { trimBaseline } from './trim-baseline.js';
export type { Attribution, DetectorState, ModelView, Verdict } from './verdict.js';
export {
  createParallelScorer,
  type ParallelScorer,
  type ParallelScorerOptions,
} from './worker/parallel-scorer.js';
