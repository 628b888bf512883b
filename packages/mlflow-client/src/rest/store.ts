import type { MlflowStore } from '../stores/store.js';
import { restExperiments } from './experiments.js';
import { restLoggedModels } from './logged-models.js';
import { restRegistry } from './registry.js';
import { restRuns } from './runs.js';
import type { RestTransport } from './transport.js';

/** All that an MLflow server keeps. */
export function restStore(
  transport: RestTransport,
  identity: { readonly now: () => number; readonly uuid: () => string },
): MlflowStore {
  return {
    experiments: restExperiments(transport),
    runs: restRuns(transport, identity),
    loggedModels: restLoggedModels(transport, identity),
    registry: restRegistry(transport, identity),
  };
}
