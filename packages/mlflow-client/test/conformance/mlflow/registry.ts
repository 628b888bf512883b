import { describe, expect, test } from 'vitest';
import type { MlflowClient } from '../../../src/client.js';
import { collect } from '../../support/collect.js';
import { mlflowTest, newRun, type StoreUnderTest, unique } from '../store-under-test.js';

const refused = { name: 'MlflowError' };
const absent = { code: 'RESOURCE_DOES_NOT_EXIST' };
const invalid = { code: 'INVALID_PARAMETER_VALUE' };
const taken = { code: 'RESOURCE_ALREADY_EXISTS' };

/** What `tests/store/model_registry/test_file_store.py` of mlflow/mlflow asks for, in our words. */
export function describeMlflowRegistry(store: StoreUnderTest): void {
  const mlflowCase = mlflowTest(store);

  describe('the registry, as MLflow tests it', () => {
    const newVersion = async (client: MlflowClient, name: string) => {
      const run = await newRun(client);
      return client.registry.createVersion({
        name,
        source: `${run.artifactUri}/model`,
        runId: run.runId,
        tags: { a: 'b' },
      });
    };
    const newModel = async (client: MlflowClient) => {
      const name = unique('model');
      await client.registry.createModel({ name, tags: { key: 'value', other: '1' } });
      return name;
    };

    test.each(['', 'a/b', '../a', 'a:b'])('refuses the name %j', async (name) => {
      const { registry } = store.client;
      await expect(registry.createModel({ name })).rejects.toMatchObject(refused);
      await expect(registry.getModel(name)).rejects.toMatchObject(refused);
    });

    mlflowCase('keeps the tags of models apart, and takes away one twice', async (client) => {
      const [first, second] = [await newModel(client), await newModel(client)];
      await client.registry.setModelTag(first, 'key', 'overriding\nline');
      await client.registry.deleteModelTag(first, 'other');
      await client.registry.deleteModelTag(first, 'other');
      expect((await client.registry.getModel(first)).tags).toEqual({ key: 'overriding\nline' });
      expect((await client.registry.getModel(second)).tags).toEqual({ key: 'value', other: '1' });
    });

    mlflowCase('knows nothing more of a model that is deleted', async (client) => {
      const { registry } = client;
      const name = await newModel(client);
      await newVersion(client, name);
      await registry.setAlias(name, 'champion', '1');
      await registry.deleteModel(name);
      await expect(registry.deleteModel(name)).rejects.toMatchObject(absent);
      await expect(registry.setModelTag(name, 'a', 'b')).rejects.toMatchObject(absent);
      await expect(registry.deleteModelTag(name, 'a')).rejects.toMatchObject(absent);
      await expect(registry.getVersion(name, '1')).rejects.toMatchObject(absent);
      expect(await registry.findByAlias(name, 'champion')).toBeUndefined();
      await registry.createModel({ name });
      expect(await registry.getModel(name)).toMatchObject({ tags: {}, aliases: {} });
      expect((await newVersion(client, name)).version).toBe('1');
    });

    mlflowCase('are renamed with all that is theirs', async (client) => {
      const { registry } = client;
      const [name, renamed] = [await newModel(client), unique('renamed')];
      await newVersion(client, name);
      await registry.setAlias(name, 'champion', '1');
      await registry.renameModel(name, renamed);
      const tags = { key: 'value', other: '1' };
      expect(await registry.getModel(renamed)).toMatchObject({
        name: renamed,
        tags,
        aliases: { champion: '1' },
      });
      expect(await registry.getVersion(renamed, '1')).toMatchObject({ name: renamed, tags: { a: 'b' } });
      await expect(registry.getModel(name)).rejects.toMatchObject(absent);
    });

    mlflowCase('does not rename over another model', async (client) => {
      const [first, second] = [await newModel(client), await newModel(client)];
      await expect(client.registry.renameModel(first, second)).rejects.toMatchObject(taken);
      await expect(client.registry.renameModel(first, '')).rejects.toMatchObject(refused);
      expect((await client.registry.getModel(first)).name).toBe(first);
    });

    mlflowCase('does not use the number of a deleted version again', async (client) => {
      const { registry } = client;
      const name = await newModel(client);
      await newVersion(client, name);
      await newVersion(client, name);
      await registry.deleteVersion(name, '2');
      await expect(registry.deleteVersion(name, '2')).rejects.toMatchObject(absent);
      await expect(registry.updateVersion(name, '2', { description: 'x' })).rejects.toMatchObject(absent);
      await expect(registry.setVersionTag(name, '2', 'a', 'b')).rejects.toMatchObject(absent);
      await expect(registry.deleteVersionTag(name, '2', 'a')).rejects.toMatchObject(absent);
      await expect(registry.getDownloadUri(name, '2')).rejects.toMatchObject(absent);
      expect((await newVersion(client, name)).version).toBe('3');
    });

    mlflowCase('points no alias at nothing, and takes away one that is not there', async (client) => {
      const { registry } = client;
      const name = await newModel(client);
      await expect(registry.setAlias(name, 'champion', '1')).rejects.toMatchObject(absent);
      await registry.deleteAlias(name, 'champion');
      await newVersion(client, name);
      await registry.setAlias(name, 'Best_one-2', '1');
      expect((await registry.findByAlias(name, 'Best_one-2'))?.version).toBe('1');
      await registry.deleteVersion(name, '1');
      expect((await registry.getModel(name)).aliases).toEqual({});
    });

    mlflowCase('is searched by all that MLflow can be asked for', async (client) => {
      const { registry } = client;
      const name = await newModel(client);
      const [first, second] = [await newVersion(client, name), await newVersion(client, name)];
      await newVersion(client, name);
      await registry.deleteVersion(name, '3');
      const versions = async (filter: string) =>
        (await collect(registry.searchVersions({ filter: `name = '${name}' AND ${filter}` })))
          .map(({ version }) => version)
          .sort()
          .join('');
      expect(await versions('version_number <= 3')).toBe('12');
      expect(await versions(`run_id = '${first.runId}'`)).toBe('1');
      expect(await versions(`run_id IN ('${first.runId}', '${second.runId}')`)).toBe('12');
      expect(await versions(`run_id LIKE '${second.runId.slice(0, 30)}%'`)).toBe('2');
      expect(await versions(`source_path = '${first.source}'`)).toBe('1');
      expect(await versions(`tags.a = 'b' AND version_number > 1`)).toBe('2');
      for (const filter of [
        'run_id IN (1, 2)',
        'run_id IN ()',
        'run_id IN (',
        'run_id IN',
        'name LIKE',
        'x = 1',
      ]) {
        await expect(collect(registry.searchVersions({ filter })), filter).rejects.toMatchObject(invalid);
      }
      const models = await collect(
        registry.searchModels({ filter: `name ILIKE '${name.toUpperCase()}' AND tags.key = 'value'` }),
      );
      expect(models.map((model) => model.name)).toEqual([name]);
      for (const filter of ["run_id = 'x'", 'evilhax = true', 'name = 5']) {
        await expect(collect(registry.searchModels({ filter })), filter).rejects.toMatchObject(invalid);
      }
    });
  });
}
