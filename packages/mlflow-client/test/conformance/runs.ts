import { describe, expect, test } from 'vitest';
import { collect } from '../support/collect.js';
import { newExperiment, newRun, type StoreUnderTest } from './store-under-test.js';

/** Runs, and what they keep. */
export function describeRuns(store: StoreUnderTest): void {
  describe('runs', () => {
    test('begin, are changed, and end', async () => {
      const experimentId = await newExperiment(store.client);
      const run = await store.client.runs.create({
        experimentId,
        runName: "it's: a 'run' 😀",
        startTime: 1_700_000_000_123,
        userId: 'me',
        tags: { a: 'b' },
      });
      expect(run).toMatchObject({
        experimentId,
        status: 'RUNNING',
        startTime: 1_700_000_000_123,
        userId: 'me',
      });
      expect(run.endTime).toBeUndefined();
      expect(run.runName).toBe("it's: a 'run' 😀");
      expect(run.tags).toEqual({ a: 'b', 'mlflow.runName': "it's: a 'run' 😀" });
      expect(run.artifactUri).toContain(run.runId);
      await store.client.runs.update(run.runId, {
        status: 'FINISHED',
        endTime: 1_700_000_001_000,
        runName: 'other',
      });
      expect(await store.client.runs.get(run.runId)).toEqual({
        ...run,
        runName: 'other',
        status: 'FINISHED',
        endTime: 1_700_000_001_000,
        tags: { a: 'b', 'mlflow.runName': 'other' },
      });
    });

    test('lose a tag whose key has a slash', async () => {
      const { runId } = await newRun(store.client);
      await store.client.runs.logBatch(runId, { tags: { 'a/b': '1', 'a/c': '2' } });
      await store.client.runs.deleteTag(runId, 'a/b');
      const { tags } = await store.client.runs.get(runId);
      expect(tags).not.toHaveProperty('a/b');
      expect(tags['a/c']).toBe('2');
    });

    test('have a name when they are given none', async () => {
      const run = await newRun(store.client);
      expect(run.runName).toMatch(/^[a-z]+-[a-z]+-\d+$/);
    });

    test('keep params, tags and the latest metrics', async () => {
      const { runId } = await newRun(store.client);
      await store.client.runs.logBatch(runId, {
        params: { 'max depth': '3', 'a/b': 'ü😀\nzwei\n', empty: '', __proto__x: '1' },
        tags: { 'host.name': 'web-1', 'naïve é': 'x' },
        metrics: [
          { key: 'loss/train', value: 0.5, timestamp: 1000, step: 1 },
          { key: 'loss/train', value: 0.25, timestamp: 1000, step: 2 },
          { key: 'loss/train', value: 9, timestamp: 2000, step: 1 },
          { key: 'small', value: 1e-7, timestamp: 1, step: -1 },
          { key: 'large', value: 1e300, timestamp: 1 },
          { key: 'exact', value: 0.1 + 0.2, timestamp: 1 },
        ],
      });
      const run = await store.client.runs.get(runId);
      expect(run.params).toEqual({ 'max depth': '3', 'a/b': 'ü😀\nzwei\n', empty: '', __proto__x: '1' });
      expect(run.tags).toMatchObject({ 'host.name': 'web-1', 'naïve é': 'x' });
      expect(run.metrics).toEqual({ 'loss/train': 0.25, small: 1e-7, large: 1e300, exact: 0.1 + 0.2 });
      await store.client.runs.setTag(runId, 'host.name', 'web-2');
      await store.client.runs.deleteTag(runId, 'naïve é');
      const { tags } = await store.client.runs.get(runId);
      expect(tags['host.name']).toBe('web-2');
      expect(tags).not.toHaveProperty('naïve é');
      await expect(store.client.runs.deleteTag(runId, 'naïve é')).rejects.toMatchObject({
        code: 'RESOURCE_DOES_NOT_EXIST',
      });
    });

    test('keep the history of a metric', async () => {
      const { runId } = await newRun(store.client);
      const metrics = Array.from({ length: 2500 }, (_, step) => ({
        key: 'm',
        value: step / 3,
        timestamp: 1000 + step,
        step,
      }));
      await store.client.runs.logBatch(runId, { metrics });
      expect(await collect(store.client.runs.metricHistory(runId, 'm'))).toEqual(metrics);
      expect(await collect(store.client.runs.metricHistory(runId, 'absent'))).toEqual([]);
    });

    test('keep what is not a number', async () => {
      const { runId } = await newRun(store.client);
      await store.client.runs.logBatch(runId, { metrics: [{ key: 'nan', value: Number.NaN, timestamp: 1 }] });
      expect((await store.client.runs.get(runId)).metrics).toEqual({ nan: Number.NaN });
    });

    test('write a param once', async () => {
      const { runId } = await newRun(store.client);
      await store.client.runs.logBatch(runId, { params: { p: '1' } });
      await store.client.runs.logBatch(runId, { params: { p: '1' } });
      await expect(store.client.runs.logBatch(runId, { params: { p: '2' } })).rejects.toMatchObject({
        code: 'INVALID_PARAMETER_VALUE',
      });
      expect((await store.client.runs.get(runId)).params).toEqual({ p: '1' });
    });

    test.each(['../x', '/x', 'a//b', 'a/../b', '.', '', 'a\\b', 'a?b', 'x'.repeat(251)])(
      'refuse the key %j',
      async (key) => {
        const { runId } = await newRun(store.client);
        await expect(store.client.runs.logBatch(runId, { params: { [key]: '1' } })).rejects.toMatchObject({
          code: 'INVALID_PARAMETER_VALUE',
        });
      },
    );

    test('of any size are split by the limits of the server', async () => {
      const { runId } = await newRun(store.client);
      const params = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`p${i}`, 'x'.repeat(6000)]));
      const tags = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`t${i}`, '"'.repeat(5000)]));
      await store.client.runs.logBatch(runId, { params, tags });
      const run = await store.client.runs.get(runId);
      expect(run.params).toEqual(params);
      expect(run.tags).toMatchObject(tags);
    });

    test('are deleted and restored', async () => {
      const { runId } = await newRun(store.client);
      await store.client.runs.delete(runId);
      expect((await store.client.runs.get(runId)).lifecycleStage).toBe('deleted');
      await expect(store.client.runs.setTag(runId, 'a', 'b')).rejects.toMatchObject({ name: 'MlflowError' });
      await store.client.runs.restore(runId);
      expect((await store.client.runs.get(runId)).lifecycleStage).toBe('active');
    });

    test('that do not exist are an error', async () => {
      await expect(store.client.runs.get('0'.repeat(32))).rejects.toMatchObject({
        code: 'RESOURCE_DOES_NOT_EXIST',
      });
      await expect(store.client.runs.logBatch('0'.repeat(32), { params: { a: '1' } })).rejects.toMatchObject({
        code: 'RESOURCE_DOES_NOT_EXIST',
      });
    });

    test('know the data that they read', async () => {
      const { runId } = await newRun(store.client);
      const input = {
        dataset: {
          name: 'hösts',
          digest: 'abc123',
          sourceType: 'local',
          source: '{"uri":"file:///data.csv"}',
          schema: '{"columns":["a: b"]}',
        },
        tags: { 'mlflow.data.context': 'training' },
      };
      await store.client.runs.logDatasets(runId, [input]);
      await store.client.runs.logDatasets(runId, [input]);
      expect((await store.client.runs.get(runId)).datasets).toEqual([input]);
    });
  });
}
