import { randomUUID } from 'node:crypto';
import { describe, expect, test as plainTest } from 'vitest';
import type { MlflowClient } from '../src/client.js';
import { collect } from './support/collect.js';

/**
 * What MLflow's own tests of its stores and of its server ask for, in our words: `tests/store/tracking/test_file_store.py`,
 * `tests/store/model_registry/test_file_store.py` and `tests/tracking/test_rest_tracking.py` of mlflow/mlflow.
 *
 * @param fails titles of cases that MLflow itself fails at over this store
 */
export function describeMlflowCases(open: () => MlflowClient, fails: readonly string[]): void {
  const test = (title: string, work: (client: MlflowClient) => Promise<void>) =>
    (fails.includes(title) ? plainTest.fails : plainTest)(title, () => work(open()));
  const unique = (what: string) => `${what} ${randomUUID()}`;
  const newExperiment = (client: MlflowClient) => client.experiments.create({ name: unique('case') });
  const newRun = async (client: MlflowClient) =>
    client.runs.create({ experimentId: await newExperiment(client) });
  const refused = { name: 'MlflowError' };
  const absent = { code: 'RESOURCE_DOES_NOT_EXIST' };
  const invalid = { code: 'INVALID_PARAMETER_VALUE' };
  const taken = { code: 'RESOURCE_ALREADY_EXISTS' };

  describe('experiments, as MLflow tests them', () => {
    test('that are deleted take no tags, no names and no runs', async ({ experiments, runs }) => {
      const id = await experiments.create({ name: unique('gone') });
      await experiments.delete(id);
      await expect(experiments.setTag(id, 'a', 'b')).rejects.toMatchObject(refused);
      await expect(experiments.rename(id, unique('new'))).rejects.toMatchObject(refused);
      await expect(experiments.delete(id)).rejects.toMatchObject(refused);
      await expect(runs.create({ experimentId: id })).rejects.toMatchObject(refused);
    });

    test('keep their names when another asks for one', async ({ experiments }) => {
      const names = [unique('one'), unique('two')] as const;
      await experiments.create({ name: names[0] });
      const id = await experiments.create({ name: names[1] });
      await expect(experiments.rename(id, names[0])).rejects.toMatchObject(taken);
      await experiments.delete(id);
      await expect(experiments.create({ name: names[1] })).rejects.toMatchObject(taken);
    });

    test('that are not deleted are not restored', async (client) => {
      const id = await newExperiment(client);
      await expect(client.experiments.restore(id)).rejects.toMatchObject(refused);
      for (const missing of ['delete', 'restore'] as const) {
        await expect(client.experiments[missing]('987654321')).rejects.toMatchObject(absent);
      }
    });

    test('have tags of their own, of several lines', async (client) => {
      const [first, second] = [await newExperiment(client), await newExperiment(client)];
      await client.experiments.setTag(first, 'tag', 'a');
      await client.experiments.setTag(second, 'tag', 'b\nb\nb');
      await client.experiments.setTag(first, 'tag', 'c');
      expect((await client.experiments.get(first)).tags).toEqual({ tag: 'c' });
      expect((await client.experiments.get(second)).tags).toEqual({ tag: 'b\nb\nb' });
    });
  });

  describe('runs, as MLflow tests them', () => {
    test('take keys that look like paths', async (client) => {
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

    test('take Unicode in keys and values', async (client) => {
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

    test('that are deleted can be read, and not be written', async (client) => {
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

    test('that are unknown lose no tag, end never and are not deleted', async ({ runs }) => {
      const id = 'f'.repeat(32);
      await expect(runs.deleteTag(id, 'a')).rejects.toMatchObject(absent);
      await expect(runs.update(id, { status: 'FINISHED' })).rejects.toMatchObject(absent);
      await expect(runs.delete(id)).rejects.toMatchObject(absent);
    });

    test('take the same again, and nothing at all', async (client) => {
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

    test('take one metric several times, in one request and in more', async (client) => {
      const { runId } = await newRun(client);
      const points = [1, 2, 3, 4].map((value) => ({ key: 'm', value, timestamp: value + 1, step: 0 }));
      await client.runs.logBatch(runId, { metrics: points.slice(0, 2) });
      await client.runs.logBatch(runId, { metrics: points.slice(2) });
      expect(await collect(client.runs.metricHistory(runId, 'm'))).toEqual(points);
      expect((await client.runs.get(runId)).metrics).toEqual({ m: 4 });
    });

    test('know the latest value by step, then time, then value', async (client) => {
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

    test('take values up to the limits, and none beyond', async (client) => {
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

    test('are named by their tag as well', async (client) => {
      const experimentId = await newExperiment(client);
      const tags = { 'mlflow.runName': 'by tag' };
      const { runId, runName } = await client.runs.create({ experimentId, tags });
      expect(runName).toBe('by tag');
      await client.runs.setTag(runId, 'mlflow.runName', 'again');
      expect((await client.runs.get(runId)).runName).toBe('again');
    });

    test('end in each way that there is', async (client) => {
      const { runId } = await newRun(client);
      for (const status of ['SCHEDULED', 'FINISHED', 'FAILED', 'KILLED', 'RUNNING'] as const) {
        await client.runs.update(runId, { status, endTime: 5 });
        expect((await client.runs.get(runId)).status).toBe(status);
      }
    });
  });

  describe('the search of runs, as MLflow tests it', () => {
    test('gives every run once, page by page, in an order that does not change', async (client) => {
      const experimentId = await newExperiment(client);
      const ids: string[] = [];
      for (let i = 0; i < 7; i += 1)
        ids.push((await client.runs.create({ experimentId, startTime: 5 })).runId);
      const search = () => collect(client.runs.search({ experimentIds: [experimentId], pageSize: 2 }));
      const found = (await search()).map(({ runId }) => runId);
      expect(found).toEqual(ids.sort());
      expect((await search()).map(({ runId }) => runId)).toEqual(found);
    });

    test('understands quotes, cases and numbers', async (client) => {
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

    plainTest.each(['', 'a/b', '../a', 'a:b'])('refuses the name %j', async (name) => {
      const { registry } = open();
      await expect(registry.createModel({ name })).rejects.toMatchObject(refused);
      await expect(registry.getModel(name)).rejects.toMatchObject(refused);
    });

    test('keeps the tags of models apart, and takes away one twice', async (client) => {
      const [first, second] = [await newModel(client), await newModel(client)];
      await client.registry.setModelTag(first, 'key', 'overriding\nline');
      await client.registry.deleteModelTag(first, 'other');
      await client.registry.deleteModelTag(first, 'other');
      expect((await client.registry.getModel(first)).tags).toEqual({ key: 'overriding\nline' });
      expect((await client.registry.getModel(second)).tags).toEqual({ key: 'value', other: '1' });
    });

    test('knows nothing more of a model that is deleted', async (client) => {
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

    test('are renamed with all that is theirs', async (client) => {
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

    test('does not rename over another model', async (client) => {
      const [first, second] = [await newModel(client), await newModel(client)];
      await expect(client.registry.renameModel(first, second)).rejects.toMatchObject(taken);
      await expect(client.registry.renameModel(first, '')).rejects.toMatchObject(refused);
      expect((await client.registry.getModel(first)).name).toBe(first);
    });

    test('does not use the number of a deleted version again', async (client) => {
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

    test('points no alias at nothing, and takes away one that is not there', async (client) => {
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

    test('is searched by all that MLflow can be asked for', async (client) => {
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
