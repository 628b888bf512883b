import { describe, expect } from 'vitest';
import { collect } from '../../support/collect.js';
import { mlflowTest, newExperiment, newRun, type StoreUnderTest } from '../store-under-test.js';

const refused = { name: 'MlflowError' };
const absent = { code: 'RESOURCE_DOES_NOT_EXIST' };
const invalid = { code: 'INVALID_PARAMETER_VALUE' };

/** What `tests/store/tracking/test_file_store.py` and `tests/tracking/test_rest_tracking.py` of mlflow/mlflow ask for, in our words. */
export function describeMlflowRuns(store: StoreUnderTest): void {
  const mlflowCase = mlflowTest(store);

  describe('runs, as MLflow tests them', () => {
    mlflowCase('take keys that look like paths', async (client) => {
      const { runId } = await newRun(client);
      const key = 'this is/a weird/but valid key';
      await client.runs.logBatch(runId, {
        params: { [key]: 'p' },
        tags: { [key]: 't' },
        metrics: [{ key, value: 10, timestamp: 1234 }],
      });
      const run = await client.runs.get(runId);
      expect([run.params[key], run.tags[key], run.metrics[key]]).toEqual(['p', 't', 10]);
      expect(await collect(client.runs.metricHistory(runId, key))).toEqual([
        { key, value: 10, timestamp: 1234, step: 0 },
      ]);
    });

    mlflowCase('take Unicode in keys and values', async (client) => {
      const { runId } = await newRun(client);
      const [key, value] = ['größe 測定/ключ', '𝐼 𝓈𝑜𝓁𝑒𝓂𝓃𝓁𝓎 \u0301 \u200d \u2028'];
      await client.runs.logBatch(runId, {
        params: { [key]: value },
        tags: { [key]: value },
        metrics: [{ key, value: 1, timestamp: 1 }],
      });
      const run = await client.runs.get(runId);
      expect([run.params[key], run.tags[key], run.metrics[key]]).toEqual([value, value, 1]);
      await client.runs.deleteTag(runId, key);
      expect((await client.runs.get(runId)).tags).not.toHaveProperty([key]);
    });

    mlflowCase('that are deleted can be read, and not be written', async (client) => {
      const { runId } = await newRun(client);
      await client.runs.logBatch(runId, {
        tags: { t: '1' },
        metrics: [{ key: 'm', value: 1, timestamp: 1 }],
      });
      await client.runs.delete(runId);
      expect((await client.runs.get(runId)).metrics).toEqual({ m: 1 });
      expect(await collect(client.runs.metricHistory(runId, 'm'))).toHaveLength(1);
      for (const batch of [
        { params: { a: 'b' } },
        { tags: { a: 'b' } },
        { metrics: [{ key: 'a', value: 0 }] },
      ]) {
        await expect(client.runs.logBatch(runId, batch)).rejects.toMatchObject(refused);
      }
      await expect(client.runs.deleteTag(runId, 't')).rejects.toMatchObject(refused);
      await expect(client.runs.update(runId, { runName: 'x' })).rejects.toMatchObject(refused);
    });

    mlflowCase('that are unknown lose no tag, end never and are not deleted', async ({ runs }) => {
      const id = 'f'.repeat(32);
      await expect(runs.deleteTag(id, 'a')).rejects.toMatchObject(absent);
      await expect(runs.update(id, { status: 'FINISHED' })).rejects.toMatchObject(absent);
      await expect(runs.delete(id)).rejects.toMatchObject(absent);
    });

    mlflowCase('take the same again, and nothing at all', async (client) => {
      const { runId } = await newRun(client);
      const batch = { params: { p: 'v' }, tags: { t: 'v' } };
      await client.runs.logBatch(runId, {});
      await client.runs.logBatch(runId, batch);
      await client.runs.logBatch(runId, batch);
      await client.runs.logBatch(runId, { tags: { t: 'new' } });
      const { params, tags } = await client.runs.get(runId);
      expect(params).toEqual({ p: 'v' });
      expect(tags.t).toBe('new');
    });

    mlflowCase('take one metric several times, in one request and in more', async (client) => {
      const { runId } = await newRun(client);
      const points = [1, 2, 3, 4].map((value) => ({ key: 'm', value, timestamp: value + 1, step: 0 }));
      await client.runs.logBatch(runId, { metrics: points.slice(0, 2) });
      await client.runs.logBatch(runId, { metrics: points.slice(2) });
      expect(await collect(client.runs.metricHistory(runId, 'm'))).toEqual(points);
      expect((await client.runs.get(runId)).metrics).toEqual({ m: 4 });
    });

    mlflowCase('know the latest value by step, then time, then value', async (client) => {
      const { runId } = await newRun(client);
      const metrics = [
        [9, 5, 0],
        [1, 1, 7],
        [3, 2, 7],
        [2, 2, 7],
        [8, 9, -1],
      ].map(([value = 0, timestamp = 0, step = 0]) => ({ key: 'm', value, timestamp, step }));
      await client.runs.logBatch(runId, { metrics });
      expect((await client.runs.get(runId)).metrics).toEqual({ m: 3 });
    });

    mlflowCase('take values up to the limits, and none beyond', async (client) => {
      const { runId } = await newRun(client);
      const key = 'k'.repeat(250);
      await client.runs.logBatch(runId, {
        params: { long: 'x'.repeat(6000) },
        tags: { long: 'x'.repeat(8000) },
      });
      await client.runs.logBatch(runId, {
        params: { [key]: '1' },
        metrics: [{ key, value: Number.MAX_VALUE, timestamp: 1 }],
      });
      expect((await client.runs.get(runId)).metrics[key]).toBe(Number.MAX_VALUE);
      for (const batch of [
        { params: { longer: 'x'.repeat(6001) } },
        { tags: { longer: 'x'.repeat(8001) } },
        { metrics: [{ key: 'm', value: 1, step: 0.5 }] },
        { metrics: [{ key: 'm', value: 1, timestamp: -1 }] },
      ]) {
        await expect(client.runs.logBatch(runId, batch)).rejects.toMatchObject(invalid);
      }
    });

    mlflowCase('are named by their tag as well', async (client) => {
      const experimentId = await newExperiment(client);
      const tags = { 'mlflow.runName': 'by tag' };
      const { runId, runName } = await client.runs.create({ experimentId, tags });
      expect(runName).toBe('by tag');
      await client.runs.setTag(runId, 'mlflow.runName', 'again');
      expect((await client.runs.get(runId)).runName).toBe('again');
    });

    mlflowCase('end in each way that there is', async (client) => {
      const { runId } = await newRun(client);
      for (const status of ['SCHEDULED', 'FINISHED', 'FAILED', 'KILLED', 'RUNNING'] as const) {
        await client.runs.update(runId, { status, endTime: 5 });
        expect((await client.runs.get(runId)).status).toBe(status);
      }
    });
  });
}
