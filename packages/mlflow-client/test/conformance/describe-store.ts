import { beforeAll, describe } from 'vitest';
import type { MlflowClient } from '../../src/client.js';
import { describeArtifacts } from './artifacts.js';
import { describeExperiments } from './experiments.js';
import { describeLoggedModels } from './logged-models.js';
import { describeMlflowExperiments } from './mlflow/experiments.js';
import { describeMlflowRegistry } from './mlflow/registry.js';
import { describeMlflowRunSearch } from './mlflow/run-search.js';
import { describeMlflowRuns } from './mlflow/runs.js';
import { describeModels } from './models.js';
import { describeRegistry } from './registry.js';
import { describeRunSearch } from './run-search.js';
import { describeRuns } from './runs.js';
import type { StoreUnderTest } from './store-under-test.js';
import { describeWithRun } from './with-run.js';

/**
 * What every store promises, whatever it is made of. The same sentences hold for a folder and for a real MLflow server.
 *
 * @param fails titles of cases that MLflow itself fails at over this store
 */
export function describeStore(
  name: string,
  open: () => Promise<MlflowClient>,
  { fails = [] }: { readonly fails?: readonly string[] } = {},
): void {
  describe(name, () => {
    const store = { fails } as StoreUnderTest;
    beforeAll(async () => {
      store.client = await open();
    });
    describeExperiments(store);
    describeRuns(store);
    describeRunSearch(store);
    describeWithRun(store);
    describeArtifacts(store);
    describeLoggedModels(store);
    describeModels(store);
    describeRegistry(store);
    describeMlflowExperiments(store);
    describeMlflowRuns(store);
    describeMlflowRunSearch(store);
    describeMlflowRegistry(store);
  });
}
