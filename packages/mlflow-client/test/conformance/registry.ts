import { describe, expect, test } from 'vitest';
import { collect } from '../support/collect.js';
import { newRun, type StoreUnderTest, unique } from './store-under-test.js';

/** The model registry. */
export function describeRegistry(store: StoreUnderTest): void {
  describe('registry', () => {
    const newVersion = async (name: string) => {
      const run = await newRun(store.client);
      const source = `${run.artifactUri}/model`;
      return store.client.registry.createVersion({
        name,
        source,
        runId: run.runId,
        description: 'd',
        tags: { a: 'b' },
      });
    };

    test('keeps models', async () => {
      const name = unique('Modell ü');
      const made = await store.client.registry.createModel({ name, description: 'a\nb', tags: { t: '1' } });
      expect(made).toMatchObject({ name, description: 'a\nb', tags: { t: '1' }, aliases: {} });
      await expect(store.client.registry.createModel({ name })).rejects.toMatchObject({
        code: 'RESOURCE_ALREADY_EXISTS',
      });
      await store.client.registry.setModelTag(name, 'u', '2');
      await store.client.registry.deleteModelTag(name, 't');
      expect(await store.client.registry.updateModel(name, { description: 'c' })).toMatchObject({
        description: 'c',
      });
      expect((await store.client.registry.getModel(name)).tags).toEqual({ u: '2' });
      await store.client.registry.deleteModel(name);
      await expect(store.client.registry.getModel(name)).rejects.toMatchObject({
        code: 'RESOURCE_DOES_NOT_EXIST',
      });
    });

    test('counts versions and points aliases at them', async () => {
      const name = unique('model');
      await store.client.registry.createModel({ name });
      const first = await newVersion(name);
      expect(first).toMatchObject({
        name,
        version: '1',
        status: 'READY',
        description: 'd',
        tags: { a: 'b' },
      });
      expect((await newVersion(name)).version).toBe('2');
      await store.client.registry.setAlias(name, 'champion', '1');
      await store.client.registry.setAlias(name, 'champion', '2');
      await store.client.registry.setAlias(name, 'challenger', '2');
      const champion = await store.client.registry.findByAlias(name, 'champion');
      expect(champion).toMatchObject({ version: '2', aliases: ['challenger', 'champion'] });
      expect((await store.client.registry.getModel(name)).aliases).toEqual({
        challenger: '2',
        champion: '2',
      });
      await store.client.registry.setVersionTag(name, '2', 'x', 'y');
      await store.client.registry.deleteVersionTag(name, '2', 'a');
      expect((await store.client.registry.updateVersion(name, '2', { description: 'e' })).tags).toEqual({
        x: 'y',
      });
      await store.client.registry.deleteAlias(name, 'challenger');
      expect(await store.client.registry.findByAlias(name, 'challenger')).toBeUndefined();
      await store.client.registry.deleteVersion(name, '2');
      expect(await store.client.registry.findByAlias(name, 'champion')).toBeUndefined();
      await expect(store.client.registry.getVersion(name, '2')).rejects.toMatchObject({
        code: 'RESOURCE_DOES_NOT_EXIST',
      });
      expect(await store.client.registry.findByAlias(unique('absent'), 'champion')).toBeUndefined();
      for (const alias of ['latest', 'v1', 'a b', '']) {
        await expect(store.client.registry.setAlias(name, alias, '1')).rejects.toMatchObject({
          code: 'INVALID_PARAMETER_VALUE',
        });
      }
    });

    test('is searched', async () => {
      const prefix = unique('s');
      for (const letter of ['b', 'a']) {
        await store.client.registry.createModel({ name: `${prefix} ${letter}`, tags: { letter } });
      }
      const models = await collect(
        store.client.registry.searchModels({ filter: `name LIKE '${prefix}%'`, pageSize: 1 }),
      );
      expect(models.map((model) => model.tags.letter)).toEqual(['a', 'b']);
      const version = await newVersion(`${prefix} a`);
      await newVersion(`${prefix} a`);
      const versions = async (filter: string, orderBy: string[] = []) =>
        (await collect(store.client.registry.searchVersions({ filter, orderBy, pageSize: 1 }))).map(
          (found) => found.version,
        );
      expect(await versions(`name = '${prefix} a'`, ['version_number ASC'])).toEqual(['1', '2']);
      expect(await versions(`run_id = '${version.runId}'`)).toEqual(['1']);
      expect(await versions(`name = '${prefix} a' AND version_number > 1`)).toEqual(['2']);
    });
  });
}
