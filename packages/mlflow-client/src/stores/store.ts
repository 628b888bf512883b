import type { ExperimentStore } from './experiments.js';
import type { LoggedModelStore } from './logged-models.js';
import type { RegistryStore } from './registry.js';
import type { RunStore } from './runs.js';

/** All that a place to keep runs and models offers. */
export interface MlflowStore {
  readonly experiments: ExperimentStore;
  readonly runs: RunStore;
  readonly loggedModels: LoggedModelStore;
  readonly registry: RegistryStore;
}
