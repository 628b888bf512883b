import { describe, expect, test } from 'vitest';
import { collect } from '../support/collect.js';
import { newExperiment, type StoreUnderTest, unique } from './store-under-test.js';

/** Experiments: made, changed, deleted and found. */
export function describeExperiments(store: StoreUnderTest): void {
  describe('experiments', () => {
    test('are made, found by id and by name, and carry tags', async () => {
      const title = unique('Ünï 😀 "quoted": #1');
      const id = await store.client.experiments.create({ name: title, tags: { team: 'a b', 'x/y': '1' } });
      expect(id).toMatch(/^\d+$/);
      await store.client.experiments.setTag(id, 'team', 'ü\nb');
      const experiment = await store.client.experiments.get(id);
      expect(experiment).toMatchObject({ experimentId: id, name: title, lifecycleStage: 'active' });
      expect(experiment.tags).toEqual({ team: 'ü\nb', 'x/y': '1' });
      expect(experiment.creationTime).toBeGreaterThan(1e12);
      expect(await store.client.experiments.findByName(title)).toEqual(experiment);
      expect(await store.client.experiments.findByName(unique('absent'))).toBeUndefined();
    });

    test('have names of their own', async () => {
      const title = unique('taken');
      const id = await store.client.experiments.create({ name: title });
      await expect(store.client.experiments.create({ name: title })).rejects.toMatchObject({
        code: 'RESOURCE_ALREADY_EXISTS',
      });
      expect(await store.client.ensureExperiment(title)).toBe(id);
      const renamed = unique('renamed');
      await store.client.experiments.rename(id, renamed);
      expect((await store.client.experiments.get(id)).name).toBe(renamed);
    });

    test('are deleted and restored, with their runs', async () => {
      const id = await newExperiment(store.client);
      const { runId } = await store.client.runs.create({ experimentId: id });
      await store.client.experiments.delete(id);
      expect((await store.client.experiments.get(id)).lifecycleStage).toBe('deleted');
      expect((await store.client.runs.get(runId)).lifecycleStage).toBe('deleted');
      await store.client.experiments.restore(id);
      expect((await store.client.experiments.get(id)).lifecycleStage).toBe('active');
      expect((await store.client.runs.get(runId)).lifecycleStage).toBe('active');
    });

    test('that do not exist are an error', async () => {
      await expect(store.client.experiments.get('123456')).rejects.toMatchObject({
        code: 'RESOURCE_DOES_NOT_EXIST',
      });
      await expect(store.client.experiments.create({ name: '' })).rejects.toMatchObject({
        code: 'INVALID_PARAMETER_VALUE',
      });
    });

    test('are searched by name and tag, in pages', async () => {
      const prefix = unique('Search');
      for (const letter of ['b', 'a', 'c']) {
        await store.client.experiments.create({ name: `${prefix} ${letter}`, tags: { letter } });
      }
      const names = async (filter: string, orderBy = ['name DESC']) => {
        const found = await collect(store.client.experiments.search({ filter, orderBy, pageSize: 2 }));
        return found.map((experiment) => experiment.name.slice(prefix.length + 1));
      };
      expect(await names(`name LIKE '${prefix}%'`)).toEqual(['c', 'b', 'a']);
      expect(await names(`name LIKE '${prefix}%' AND tags.letter != 'b'`, ['name ASC'])).toEqual(['a', 'c']);
      expect(await names(`name ILIKE '${prefix.toUpperCase()}%' and tag.letter = 'b'`)).toEqual(['b']);
    });
  });
}
