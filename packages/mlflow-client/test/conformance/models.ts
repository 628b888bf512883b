import { describe, expect, test } from 'vitest';
import type { ModelToLog } from '../../src/models/model-to-log.js';
import { packModel } from '../../src/models/pack-model.js';
import { collect } from '../support/collect.js';
import { newRun, type StoreUnderTest, unique } from './store-under-test.js';

/** Models with their files: logged, registered and loaded. */
export function describeModels(store: StoreUnderTest): void {
  describe('models with their files', () => {
    const saved = {
      format: 'ad-model',
      formatVersion: 1,
      kind: 'isolation_forest',
      featureNames: ['cpu', 'größe'],
      state: { trees: [1, 2] },
    };
    const inputExample = {
      columns: ['cpu', 'größe'],
      data: [
        [0.5, Number.NaN],
        [1, 2],
      ],
    };

    test('are logged, registered and loaded by every name they have', async () => {
      const { runId } = await newRun(store.client);
      const registeredModelName = unique('model');
      const model = {
        name: 'forest ü',
        ...packModel(saved, { libraryVersion: '1.2.3' }),
        inputExample,
        metadata: { rate: 1e-7, nested: { yes: 'no', empty: {} } },
        tags: { team: 'a b' },
        registeredModelName,
        alias: 'champion',
      };
      const { modelUri, modelId = '', version } = await store.client.logModel(runId, model);
      expect(version).toMatchObject({ version: '1', runId, modelId, aliases: ['champion'] });
      expect(version?.tags).toEqual({ team: 'a b' });

      const logged = await store.client.loggedModels.get(modelId);
      expect(logged).toMatchObject({ status: 'READY', sourceRunId: runId, modelType: 'isolation_forest' });
      const [tagged] = JSON.parse(logged.tags['mlflow.modelVersions'] ?? '[]');
      expect(`${tagged.name}/${tagged.version}`).toBe(`${registeredModelName}/1`);
      expect((await store.client.runs.get(runId)).outputs).toEqual([{ modelId, step: 0 }]);

      for (const uri of [
        modelUri,
        `runs:/${runId}/forest ü`,
        `models:/${registeredModelName}/1`,
        `models:/${registeredModelName}@champion`,
        logged.artifactUri,
      ]) {
        expect((await store.client.loadModel(uri)).saved, uri).toEqual(saved);
      }
      const loaded = await store.client.loadModel(`models:/${registeredModelName}@champion`);
      expect(loaded.version).toEqual(version);
      expect(loaded.description).toMatchObject({
        run_id: runId,
        model_id: modelId,
        metadata: model.metadata,
        flavors: { ad_json: { data: 'model.json', format_version: 1, library_version: '1.2.3' } },
      });
      expect(await store.client.registry.getDownloadUri(registeredModelName, '1')).toBe(logged.artifactUri);
      const again = await store.client.logModel(runId, { ...model, name: 'second' });
      expect(again.version).toMatchObject({ version: '2', aliases: ['champion'] });
      // A version outlives its logged model.
      await store.client.loggedModels.delete(modelId);
      expect((await store.client.loadModel(`models:/${registeredModelName}/1`)).saved).toEqual(saved);
    });

    test('that do not exist, or have other flavors, are an error', async () => {
      const { runId } = await newRun(store.client);
      const name = unique('absent');
      for (const uri of [`models:/${name}@x`, `models:/${name}/1`, `models:/m-${'0'.repeat(32)}`]) {
        await expect(store.client.loadModel(uri)).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST' });
      }
      await expect(store.client.loadModel(`runs:/${runId}/absent`)).rejects.toMatchObject({
        code: 'RESOURCE_DOES_NOT_EXIST',
      });
      await expect(store.client.loadModel(`models:/${name}/Production`)).rejects.toMatchObject({
        code: 'INVALID_PARAMETER_VALUE',
      });
      const { modelUri } = await store.client.logModel(runId, {
        name: 'other',
        files: { 'weights.bin': new Uint8Array([1]) },
        flavors: { other: { data: 'weights.bin' } },
      });
      await expect(store.client.loadModel(modelUri)).rejects.toThrow('no flavor ad_json, only: other');
      const { artifacts } = await store.client.findModel(modelUri);
      expect([...(await artifacts.read('weights.bin'))]).toEqual([1]);
    });

    test.each<[string, Partial<ModelToLog>]>([
      ['a name with a slash', { name: 'a/b' }],
      ['an alias without a registered name', { alias: 'champion' }],
      ['no flavor', { flavors: {} }],
      ['a file that leads outside', { files: { '../x': '' } }],
      ['an MLmodel of its own', { files: { MLmodel: '' } }],
    ])('are refused before anything is written: %s', async (_, change) => {
      const { runId, experimentId } = await newRun(store.client);
      const model = { name: 'forest', ...packModel(saved), ...change };
      await expect(store.client.logModel(runId, model)).rejects.toMatchObject({
        code: 'INVALID_PARAMETER_VALUE',
      });
      expect(await collect(store.client.loggedModels.search({ experimentIds: [experimentId] }))).toEqual([]);
    });

    test('are found through versions that are made of other models', async () => {
      const { runId } = await newRun(store.client);
      const registeredModelName = unique('first');
      await store.client.logModel(runId, { name: 'forest', ...packModel(saved), registeredModelName });
      const name = unique('copy');
      await store.client.registry.createModel({ name });
      const source = `models:/${registeredModelName}/1`;
      await store.client.registry.createVersion({ name, source });
      const loaded = await store.client.loadModel(`models:/${name}/1`);
      expect(loaded.saved).toEqual(saved);
      expect(loaded.version).toMatchObject({ name, source });
    });
  });
}
