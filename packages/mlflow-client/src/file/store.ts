import type { MlflowStore } from '../stores/store.js';
import { abortable } from './abortable.js';
import { FileContext, type FileStoreOptions } from './context.js';
import { FileExperiments } from './experiments.js';
import { FileLoggedModels } from './logged-models.js';
import { FileRegistry } from './registry/registry.js';
import { FileRuns } from './runs/runs.js';

/** All that is kept in a folder, in the layout of MLflow's own file store. */
export function fileStore(folder: string, options: FileStoreOptions): MlflowStore {
  const context = new FileContext(folder, options);
  const experiments = new FileExperiments(context);
  const loggedModels = new FileLoggedModels(context, experiments);
  return {
    experiments: abortable(experiments),
    runs: abortable(new FileRuns(context, experiments, loggedModels)),
    loggedModels: abortable(loggedModels),
    registry: abortable(new FileRegistry(context, loggedModels)),
  };
}
