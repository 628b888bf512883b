import type { TextByKey } from './calls.js';

/** MLflow's own tags that this package sets. */
export const runNameTag = 'mlflow.runName';
export const loggedModelsTag = 'mlflow.log-model.history';
const parentRunTag = 'mlflow.parentRunId';

/** The tags of a new run, with the one that makes it a child. */
export function runTags(tags: TextByKey = {}, parentRunId: string | undefined): TextByKey {
  return parentRunId === undefined ? tags : { ...tags, [parentRunTag]: parentRunId };
}
