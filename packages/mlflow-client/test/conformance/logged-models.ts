import { describe, expect, test } from 'vitest';
import type { NewLoggedModel } from '../../src/stores/logged-models.js';
import { collect } from '../support/collect.js';
import { newExperiment, newRun, type StoreUnderTest } from './store-under-test.js';

/** Logged models, without their files. */
export function describeLoggedModels(store: StoreUnderTest): void {
  describe('logged models', () => {
    const newModel = async (model: Partial<NewLoggedModel> = {}) =>
      store.client.loggedModels.create({
        experimentId: await newExperiment(store.client),
        name: 'forest ü',
        ...model,
      });

    test('are pending until they are finalized, and keep their files', async () => {
      const run = await newRun(store.client);
      const made = await newModel({
        experimentId: run.experimentId,
        modelType: 'isolation_forest',
        sourceRunId: run.runId,
        params: { trees: '100', 'a/b': 'ü\n' },
        tags: { team: 'a b' },
      });
      expect(made).toMatchObject({
        name: 'forest ü',
        experimentId: run.experimentId,
        status: 'PENDING',
        modelType: 'isolation_forest',
        sourceRunId: run.runId,
        params: { trees: '100', 'a/b': 'ü\n' },
        tags: { team: 'a b' },
        metrics: {},
      });
      expect(made.modelId).toMatch(/^m-[0-9a-f]{32}$/);
      expect(made.artifactUri).toContain(`${made.modelId}/artifacts`);
      expect(made.creationTimestamp).toBeGreaterThan(1e12);
      const artifacts = store.client.artifactsAt(made.artifactUri);
      await artifacts.write('model.json', '{}');
      expect(await artifacts.list()).toEqual([{ path: 'model.json', isFolder: false, size: 2 }]);
      const ready = await store.client.loggedModels.finalize(made.modelId, 'READY');
      expect(ready.status).toBe('READY');
      expect(await store.client.loggedModels.get(made.modelId)).toEqual(ready);
      const failed = await newModel();
      await store.client.loggedModels.finalize(failed.modelId, 'UPLOAD_FAILED');
      expect((await store.client.loggedModels.get(failed.modelId)).status).toBe('UPLOAD_FAILED');
    });

    test('are tagged', async () => {
      const { modelId } = await newModel({ tags: { a: '1' } });
      await store.client.loggedModels.setTags(modelId, { a: '2', 'naïve é': 'x', gone: '' });
      await store.client.loggedModels.deleteTag(modelId, 'gone');
      expect((await store.client.loggedModels.get(modelId)).tags).toEqual({ a: '2', 'naïve é': 'x' });
      await expect(store.client.loggedModels.deleteTag(modelId, 'gone')).rejects.toMatchObject({
        code: 'RESOURCE_DOES_NOT_EXIST',
      });
    });

    test('are the outputs of a run', async () => {
      const { runId, outputs } = await newRun(store.client);
      expect(outputs).toEqual([]);
      const { modelId } = await newModel({ sourceRunId: runId });
      await store.client.runs.logOutputs(runId, [{ modelId, step: 3 }]);
      expect((await store.client.runs.get(runId)).outputs).toEqual([{ modelId, step: 3 }]);
    });

    test('have metrics, which are of their run too', async () => {
      const { runId, experimentId } = await newRun(store.client);
      const { modelId } = await newModel({ experimentId, sourceRunId: runId });
      const dataset = { name: 'hosts', digest: 'd1' };
      await store.client.runs.logDatasets(runId, [
        { dataset: { ...dataset, sourceType: 'local', source: '{}' }, tags: {} },
      ]);
      await store.client.runs.logBatch(runId, {
        metrics: [
          // At step 0, which is what MLflow takes a measurement on a dataset for when it reads a folder.
          { key: 'auc', value: 0.5, timestamp: 1, step: 0, modelId, dataset },
          { key: 'auc', value: 0.75, timestamp: 2, step: 1, modelId },
          { key: 'of run alone', value: 1, timestamp: 1 },
        ],
      });
      expect((await store.client.loggedModels.get(modelId)).metrics).toEqual({ auc: 0.75 });
      expect((await store.client.runs.get(runId)).metrics).toEqual({ auc: 0.75, 'of run alone': 1 });
      const ofRun = await collect(store.client.runs.metricHistory(runId, 'auc'));
      expect(ofRun.map(({ step, value }) => [step, value])).toEqual([
        [0, 0.5],
        [1, 0.75],
      ]);
      const query = { experimentIds: [experimentId], filter: 'metrics.auc > 0.4' };
      expect(await collect(store.client.loggedModels.search(query))).toMatchObject([{ modelId }]);
    });

    test('are hidden when they are deleted', async () => {
      const { modelId, experimentId } = await newModel();
      await store.client.loggedModels.delete(modelId);
      await expect(store.client.loggedModels.get(modelId)).rejects.toMatchObject({
        code: 'RESOURCE_DOES_NOT_EXIST',
      });
      expect(await collect(store.client.loggedModels.search({ experimentIds: [experimentId] }))).toEqual([]);
    });

    test('that do not exist are an error, and so are names MLflow would refuse', async () => {
      await expect(store.client.loggedModels.get(`m-${'0'.repeat(32)}`)).rejects.toMatchObject({
        code: 'RESOURCE_DOES_NOT_EXIST',
      });
      for (const name of ['', 'a/b', 'a:b', 'v1.2', "it's"]) {
        await expect(newModel({ name })).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' });
      }
    });

    test('are searched, in pages', async () => {
      const experimentId = await newExperiment(store.client);
      for (const [index, name] of ['b', 'a', 'c'].entries()) {
        await newModel({
          experimentId,
          name,
          modelType: index < 2 ? 'forest' : 'lstm',
          tags: { 'host.name': `web-${index}` },
          params: { index: String(index) },
        });
      }
      const names = async (filter?: string, orderBy = ['name ASC']) => {
        const query = { experimentIds: [experimentId], orderBy, pageSize: 2 };
        const found = store.client.loggedModels.search(filter === undefined ? query : { ...query, filter });
        return (await collect(found)).map((model) => model.name).join('');
      };
      expect(await names()).toBe('abc');
      expect(await names(undefined, ['attributes.name desc'])).toBe('cba');
      expect(await names(undefined, ['creation_timestamp'])).toBe('bac');
      expect(await names("model_type = 'forest'")).toBe('ab');
      expect(await names("name LIKE '%c%' AND params.index = '2'")).toBe('c');
      expect(await names("tags.`host.name` != 'web-0'")).toBe('ac');
      expect(await names('creation_timestamp > 1000')).toBe('abc');
    });

    test('among the artifacts of a run are recorded in a tag, as MLflow 2 does it', async () => {
      const { runId } = await newRun(store.client);
      const record = (path: string) => {
        const model = { run_id: runId, artifact_path: path, flavors: {}, utc_time_created: '2026-01-01' };
        return store.client.runs.recordModel(runId, JSON.stringify(model));
      };
      await record('a');
      await record('b');
      const { tags } = await store.client.runs.get(runId);
      expect(JSON.parse(tags['mlflow.log-model.history'] ?? '')).toMatchObject([
        { artifact_path: 'a' },
        { artifact_path: 'b' },
      ]);
    });
  });
}
