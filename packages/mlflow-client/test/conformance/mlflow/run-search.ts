import { describe, expect } from 'vitest';
import { collect } from '../../support/collect.js';
import { mlflowTest, newExperiment, type StoreUnderTest } from '../store-under-test.js';

/** What `tests/store/tracking/test_file_store.py` of mlflow/mlflow asks for, in our words. */
export function describeMlflowRunSearch(store: StoreUnderTest): void {
  const mlflowCase = mlflowTest(store);

  describe('the search of runs, as MLflow tests it', () => {
    mlflowCase('gives every run once, page by page, in an order that does not change', async (client) => {
      const experimentId = await newExperiment(client);
      const ids: string[] = [];
      for (let i = 0; i < 7; i += 1)
        ids.push((await client.runs.create({ experimentId, startTime: 5 })).runId);
      const search = () => collect(client.runs.search({ experimentIds: [experimentId], pageSize: 2 }));
      const found = (await search()).map(({ runId }) => runId);
      expect(found).toEqual(ids.sort());
      expect((await search()).map(({ runId }) => runId)).toEqual(found);
    });

    mlflowCase('understands quotes, cases and numbers', async (client) => {
      const experimentId = await newExperiment(client);
      const { runId } = await client.runs.create({ experimentId, startTime: 1234 });
      await client.runs.logBatch(runId, {
        params: { 'a.b c': "It's", plain: 'Value' },
        tags: { 'mlflow.source.type': 'LOCAL' },
        metrics: [{ key: 'a/b', value: 1500, timestamp: 1 }],
      });
      const isFound = async (filter: string) =>
        (await collect(client.runs.search({ experimentIds: [experimentId], filter }))).length === 1;
      for (const filter of [
        'params."a.b c" = "It\'s"',
        'params.`a.b c` LIKE "It_s"',
        "params.plain ILIKE '%alu%'",
        "params.plain LIKE '%alu%'",
        "tags.mlflow.source.type = 'LOCAL'",
        'metrics.`a/b` = 1.5e3',
        'metrics."a/b" >= 1500.0',
        "attributes.start_time = 1234 AND attributes.status = 'RUNNING'",
        "params.plain != 'value'",
        `attributes.run_id IN ('${runId}', 'x')`,
        `run_id != 'x'`,
      ]) {
        expect(await isFound(filter), filter).toBe(true);
      }
      for (const filter of [
        "params.plain LIKE '%ALU%'",
        "params.absent != 'x'",
        'metrics.absent != 1',
        'start_time < 1234',
        `run_id NOT IN ('${runId}')`,
      ]) {
        expect(await isFound(filter), filter).toBe(false);
      }
    });
  });
}
