import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { MlflowClient } from '../src/client.js';
import type { ModelToLog } from '../src/models/model-to-log.js';
import { packModel } from '../src/models/pack-model.js';
import type { NewLoggedModel } from '../src/stores/logged-models.js';
import { describeMlflowCases } from './mlflow-cases.js';
import { collect } from './support/collect.js';

/** What every store promises, whatever it is made of. The same sentences hold for a folder and for a real MLflow server. */
export function describeStore(
  name: string,
  open: () => Promise<MlflowClient>,
  /** What MLflow itself fails at over this store. */
  { fails = [] }: { readonly fails?: readonly string[] } = {},
): void {
  const unique = (what: string) => `${what} ${randomUUID()}`;

  describe(name, () => {
    let client: MlflowClient;
    beforeAll(async () => {
      client = await open();
    });
    const newExperiment = () => client.experiments.create({ name: unique('experiment') });
    const newRun = async () => client.runs.create({ experimentId: await newExperiment() });

    describeMlflowCases(() => client, fails);

    describe('experiments', () => {
      test('are made, found by id and by name, and carry tags', async () => {
        const title = unique('Ünï 😀 "quoted": #1');
        const id = await client.experiments.create({ name: title, tags: { team: 'a b', 'x/y': '1' } });
        expect(id).toMatch(/^\d+$/);
        await client.experiments.setTag(id, 'team', 'ü\nb');
        const experiment = await client.experiments.get(id);
        expect(experiment).toMatchObject({ experimentId: id, name: title, lifecycleStage: 'active' });
        expect(experiment.tags).toEqual({ team: 'ü\nb', 'x/y': '1' });
        expect(experiment.creationTime).toBeGreaterThan(1e12);
        expect(await client.experiments.findByName(title)).toEqual(experiment);
        expect(await client.experiments.findByName(unique('absent'))).toBeUndefined();
      });

      test('have names of their own', async () => {
        const title = unique('taken');
        const id = await client.experiments.create({ name: title });
        await expect(client.experiments.create({ name: title })).rejects.toMatchObject({
          code: 'RESOURCE_ALREADY_EXISTS',
        });
        expect(await client.ensureExperiment(title)).toBe(id);
        const renamed = unique('renamed');
        await client.experiments.rename(id, renamed);
        expect((await client.experiments.get(id)).name).toBe(renamed);
      });

      test('are deleted and restored, with their runs', async () => {
        const id = await newExperiment();
        const { runId } = await client.runs.create({ experimentId: id });
        await client.experiments.delete(id);
        expect((await client.experiments.get(id)).lifecycleStage).toBe('deleted');
        expect((await client.runs.get(runId)).lifecycleStage).toBe('deleted');
        await client.experiments.restore(id);
        expect((await client.experiments.get(id)).lifecycleStage).toBe('active');
        expect((await client.runs.get(runId)).lifecycleStage).toBe('active');
      });

      test('that do not exist are an error', async () => {
        await expect(client.experiments.get('123456')).rejects.toMatchObject({
          code: 'RESOURCE_DOES_NOT_EXIST',
        });
        await expect(client.experiments.create({ name: '' })).rejects.toMatchObject({
          code: 'INVALID_PARAMETER_VALUE',
        });
      });

      test('are searched by name and tag, in pages', async () => {
        const prefix = unique('Search');
        for (const letter of ['b', 'a', 'c']) {
          await client.experiments.create({ name: `${prefix} ${letter}`, tags: { letter } });
        }
        const names = async (filter: string, orderBy = ['name DESC']) => {
          const found = await collect(client.experiments.search({ filter, orderBy, pageSize: 2 }));
          return found.map((experiment) => experiment.name.slice(prefix.length + 1));
        };
        expect(await names(`name LIKE '${prefix}%'`)).toEqual(['c', 'b', 'a']);
        expect(await names(`name LIKE '${prefix}%' AND tags.letter != 'b'`, ['name ASC'])).toEqual([
          'a',
          'c',
        ]);
        expect(await names(`name ILIKE '${prefix.toUpperCase()}%' and tag.letter = 'b'`)).toEqual(['b']);
      });
    });

    describe('runs', () => {
      test('begin, are changed, and end', async () => {
        const experimentId = await newExperiment();
        const run = await client.runs.create({
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
        await client.runs.update(run.runId, {
          status: 'FINISHED',
          endTime: 1_700_000_001_000,
          runName: 'other',
        });
        expect(await client.runs.get(run.runId)).toEqual({
          ...run,
          runName: 'other',
          status: 'FINISHED',
          endTime: 1_700_000_001_000,
          tags: { a: 'b', 'mlflow.runName': 'other' },
        });
      });

      test('lose a tag whose key has a slash', async () => {
        const { runId } = await newRun();
        await client.runs.logBatch(runId, { tags: { 'a/b': '1', 'a/c': '2' } });
        await client.runs.deleteTag(runId, 'a/b');
        const { tags } = await client.runs.get(runId);
        expect(tags).not.toHaveProperty('a/b');
        expect(tags['a/c']).toBe('2');
      });

      test('have a name when they are given none', async () => {
        const run = await newRun();
        expect(run.runName).toMatch(/^[a-z]+-[a-z]+-\d+$/);
      });

      test('keep params, tags and the latest metrics', async () => {
        const { runId } = await newRun();
        await client.runs.logBatch(runId, {
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
        const run = await client.runs.get(runId);
        expect(run.params).toEqual({ 'max depth': '3', 'a/b': 'ü😀\nzwei\n', empty: '', __proto__x: '1' });
        expect(run.tags).toMatchObject({ 'host.name': 'web-1', 'naïve é': 'x' });
        expect(run.metrics).toEqual({ 'loss/train': 0.25, small: 1e-7, large: 1e300, exact: 0.1 + 0.2 });
        await client.runs.setTag(runId, 'host.name', 'web-2');
        await client.runs.deleteTag(runId, 'naïve é');
        const { tags } = await client.runs.get(runId);
        expect(tags['host.name']).toBe('web-2');
        expect(tags).not.toHaveProperty('naïve é');
        await expect(client.runs.deleteTag(runId, 'naïve é')).rejects.toMatchObject({
          code: 'RESOURCE_DOES_NOT_EXIST',
        });
      });

      test('keep the history of a metric', async () => {
        const { runId } = await newRun();
        const metrics = Array.from({ length: 2500 }, (_, step) => ({
          key: 'm',
          value: step / 3,
          timestamp: 1000 + step,
          step,
        }));
        await client.runs.logBatch(runId, { metrics });
        expect(await collect(client.runs.metricHistory(runId, 'm'))).toEqual(metrics);
        expect(await collect(client.runs.metricHistory(runId, 'absent'))).toEqual([]);
      });

      test('keep what is not a number', async () => {
        const { runId } = await newRun();
        await client.runs.logBatch(runId, { metrics: [{ key: 'nan', value: Number.NaN, timestamp: 1 }] });
        expect((await client.runs.get(runId)).metrics).toEqual({ nan: Number.NaN });
      });

      test('write a param once', async () => {
        const { runId } = await newRun();
        await client.runs.logBatch(runId, { params: { p: '1' } });
        await client.runs.logBatch(runId, { params: { p: '1' } });
        await expect(client.runs.logBatch(runId, { params: { p: '2' } })).rejects.toMatchObject({
          code: 'INVALID_PARAMETER_VALUE',
        });
        expect((await client.runs.get(runId)).params).toEqual({ p: '1' });
      });

      test.each(['../x', '/x', 'a//b', 'a/../b', '.', '', 'a\\b', 'a?b', 'x'.repeat(251)])(
        'refuse the key %j',
        async (key) => {
          const { runId } = await newRun();
          await expect(client.runs.logBatch(runId, { params: { [key]: '1' } })).rejects.toMatchObject({
            code: 'INVALID_PARAMETER_VALUE',
          });
        },
      );

      test('of any size are split by the limits of the server', async () => {
        const { runId } = await newRun();
        const params = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`p${i}`, 'x'.repeat(6000)]));
        const tags = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`t${i}`, '"'.repeat(5000)]));
        await client.runs.logBatch(runId, { params, tags });
        const run = await client.runs.get(runId);
        expect(run.params).toEqual(params);
        expect(run.tags).toMatchObject(tags);
      });

      test('are deleted and restored', async () => {
        const { runId } = await newRun();
        await client.runs.delete(runId);
        expect((await client.runs.get(runId)).lifecycleStage).toBe('deleted');
        await expect(client.runs.setTag(runId, 'a', 'b')).rejects.toMatchObject({ name: 'MlflowError' });
        await client.runs.restore(runId);
        expect((await client.runs.get(runId)).lifecycleStage).toBe('active');
      });

      test('that do not exist are an error', async () => {
        await expect(client.runs.get('0'.repeat(32))).rejects.toMatchObject({
          code: 'RESOURCE_DOES_NOT_EXIST',
        });
        await expect(client.runs.logBatch('0'.repeat(32), { params: { a: '1' } })).rejects.toMatchObject({
          code: 'RESOURCE_DOES_NOT_EXIST',
        });
      });

      test('know the data that they read', async () => {
        const { runId } = await newRun();
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
        await client.runs.logDatasets(runId, [input]);
        await client.runs.logDatasets(runId, [input]);
        expect((await client.runs.get(runId)).datasets).toEqual([input]);
      });
    });

    describe('search of runs', () => {
      let experimentIds: string[];
      beforeAll(async () => {
        experimentIds = [await newExperiment(), await newExperiment()];
        for (const [index, auc] of [0.5, 0.9, Number.NaN, undefined, 0.7].entries()) {
          const run = await client.runs.create({
            experimentId: experimentIds[index % 2] ?? '',
            runName: `run-${index}`,
            startTime: 1000 + index,
            tags: index < 3 ? { 'host.name': `web-${index}`, kind: 'Forest' } : {},
          });
          await client.runs.logBatch(run.runId, {
            params: { depth: String(index), 'max leaves': 'x' },
            metrics: auc === undefined ? [] : [{ key: 'auc', value: auc, timestamp: 1 }],
          });
          if (index === 1) await client.runs.update(run.runId, { status: 'FINISHED' });
          if (index === 0) {
            const dataset = { name: 'd', digest: 'x1', sourceType: 'local', source: 's' };
            await client.runs.logDatasets(run.runId, [{ dataset, tags: { 'mlflow.data.context': 'eval' } }]);
          }
        }
        const deleted = await client.runs.create({
          experimentId: experimentIds[0] ?? '',
          runName: 'deleted',
        });
        await client.runs.delete(deleted.runId);
      });

      const names = async (filter?: string, orderBy?: string[]) => {
        const query = { experimentIds, pageSize: 2, ...(filter && { filter }), ...(orderBy && { orderBy }) };
        return (await collect(client.runs.search(query))).map((run) => run.runName.replace('run-', ''));
      };

      test('finds all that are not deleted, newest first', async () => {
        expect(await names()).toEqual(['4', '3', '2', '1', '0']);
      });

      test.each([
        ['metrics.auc > 0.6', '41'],
        ["metrics.auc > 0.6 AND params.depth = '4'", '4'],
        ['metric.auc <= 0.7 and start_time >= 1001', '4'],
        ['metrics.`auc` != 0.5', '41'],
        ["params.`max leaves` = 'x' AND params.\"depth\" != '0'", '4321'],
        ["tags.host.name LIKE 'web-%'", '210'],
        ['tags."host.name" = \'web-1\'', '1'],
        ["tags.kind ILIKE 'f_rest'", '210'],
        ["tags.kind LIKE 'f%'", ''],
        ['tags.kind IS NULL', '43'],
        ['tags.kind IS NOT NULL', '210'],
        ["attributes.status = 'FINISHED'", '1'],
        ["run_name = 'run-3'", '3'],
        ["`run name` != 'run-3' AND created < 1003", '210'],
        ["dataset.name = 'd' AND dataset.context = 'eval'", '0'],
        ["datasets.digest IN ('x1', 'x2')", '0'],
        ["run_id IN ('a', 'b')", ''],
      ])('understands %s', async (filter, expected) => {
        // A server counts NaN as 0 in comparisons of this kind or not at all, depending on its database.
        expect(
          (await names(filter)).filter((run) => !filter.includes('!= 0.5') || run !== '2').join(''),
        ).toBe(expected);
      });

      test.each([
        [['metrics.auc DESC'], '14023'],
        [['metrics.auc'], '04123'],
        [['params.depth ASC'], '01234'],
        [['tags.kind', 'start_time ASC'], '01234'],
        [['attributes.run_name DESC'], '43210'],
      ])('orders by %j', async (orderBy, expected) => {
        expect((await names(undefined, orderBy)).join('')).toBe(expected);
      });

      test.each([
        'metrics.auc > abc',
        "metrics.auc = '1'",
        'params.depth = 3',
        "nothing.x = 'a'",
        "color = 'a'",
        "params.depth = 'a' OR params.depth = 'b'",
        'metrics.auc',
        "status > 'A'",
        "run_name IN ('a')",
      ])('refuses %s', async (filter) => {
        await expect(names(filter)).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' });
      });

      test.each([['metrics.auc down'], ['params.max leaves DESC'], ['color'], ['dataset.name']])(
        'refuses the order %s',
        async (clause) => {
          await expect(names(undefined, [clause])).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' });
        },
      );

      test('finds deleted ones when asked', async () => {
        const runs = await collect(client.runs.search({ experimentIds, viewType: 'DELETED_ONLY' }));
        expect(runs.map((run) => run.runName)).toEqual(['deleted']);
      });
    });

    describe('withRun', () => {
      test('marks a run as finished, a failed one as failed, and nests', async () => {
        const experimentId = await newExperiment();
        const inner = await client.withRun({ experimentId, runName: 'outer' }, async (run) => {
          run.logParams({ trees: 100, deep: true });
          run.logMetrics({ auc: 0.9 }, { step: 3 });
          run.setTags({ stage: 'test' });
          return run.withRun({ runName: 'inner' }, async (child) => child.runId);
        });
        await expect(
          client.withRun({ experimentId, runName: 'broken' }, async (run) => {
            run.logParams({ kept: 'yes' });
            throw new RangeError('no');
          }),
        ).rejects.toThrow(new RangeError('no'));
        const runs = await collect(
          client.runs.search({ experimentIds: [experimentId], orderBy: ['run_name'] }),
        );
        expect(runs.map((run) => [run.runName, run.status])).toEqual([
          ['broken', 'FAILED'],
          ['inner', 'FINISHED'],
          ['outer', 'FINISHED'],
        ]);
        const outer = runs[2];
        expect(outer).toMatchObject({ params: { trees: '100', deep: 'true' }, metrics: { auc: 0.9 } });
        expect(runs[1]).toMatchObject({ runId: inner, tags: { 'mlflow.parentRunId': outer?.runId } });
        expect(runs[0]?.params).toEqual({ kept: 'yes' });
        expect(outer?.endTime).toBeGreaterThanOrEqual(outer?.startTime ?? Infinity);
      });
    });

    test('a training is logged with all that is known of it', async () => {
      const experimentId = await newExperiment();
      const model = {
        kind: 'lstm',
        options: { units: 4, outer: { inner: [1, 2] } },
        report: { losses: [3, 2] },
      };
      const runId = await client.withRun({ experimentId }, async (run) => {
        run.logTraining({
          model,
          evaluation: { auc: 0.5, delay: Infinity },
          curves: { rate: [0.1] },
          seconds: 2,
        });
        return run.runId;
      });
      const { params, metrics, tags } = await client.runs.get(runId);
      expect(params).toEqual({ kind: 'lstm', units: '4', 'outer.inner': '[1,2]' });
      expect(metrics).toEqual({ loss: 2, auc: 0.5, rate: 0.1, training_seconds: 2 });
      expect(tags.not_finite).toBe('delay: Infinity');
      const losses = await collect(client.runs.metricHistory(runId, 'loss'));
      expect(losses.map(({ step, value }) => [step, value])).toEqual([
        [0, 3],
        [1, 2],
      ]);
    });

    describe('artifacts', () => {
      test('are written, listed and read', async () => {
        const artifacts = await client.runArtifacts((await newRun()).runId);
        expect(await artifacts.list()).toEqual([]);
        await artifacts.write('model/größe 1.json', '{"ü":1}');
        await artifacts.write('model/deep/bytes.bin', new Uint8Array([0, 255, 10]));
        await artifacts.write('top.txt', 'old');
        await artifacts.write('top.txt', 'new');
        expect(await artifacts.list()).toEqual([
          { path: 'model', isFolder: true, size: undefined },
          { path: 'top.txt', isFolder: false, size: 3 },
        ]);
        expect(await artifacts.list('model')).toEqual([
          { path: 'model/deep', isFolder: true, size: undefined },
          { path: 'model/größe 1.json', isFolder: false, size: 8 },
        ]);
        expect(new TextDecoder().decode(await artifacts.read('top.txt'))).toBe('new');
        expect(new TextDecoder().decode(await artifacts.read('model/größe 1.json'))).toBe('{"ü":1}');
        expect([...(await artifacts.read('model/deep/bytes.bin'))]).toEqual([0, 255, 10]);
      });

      test('are copied from files and to files', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'mlflow-artifacts-'));
        const artifacts = await client.runArtifacts((await newRun()).runId);
        const bytes = Buffer.alloc(300_000, 'abc');
        await writeFile(join(folder, 'from'), bytes);
        await artifacts.upload(join(folder, 'from'), 'a/b.bin');
        await artifacts.download('a/b.bin', join(folder, 'to'));
        expect(bytes.equals(await readFile(join(folder, 'to')))).toBe(true);
      });

      test('stay inside, and what is missing is an error', async () => {
        const artifacts = await client.runArtifacts((await newRun()).runId);
        for (const path of ['../x', '/etc/passwd', 'a/../../b', 'a\\b', '', 'c:/x']) {
          await expect(artifacts.write(path, 'x')).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' });
          await expect(artifacts.read(path)).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' });
        }
        await expect(artifacts.read('absent')).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST' });
      });
    });

    describe('logged models', () => {
      const newModel = async (model: Partial<NewLoggedModel> = {}) =>
        client.loggedModels.create({ experimentId: await newExperiment(), name: 'forest ü', ...model });

      test('are pending until they are finalized, and keep their files', async () => {
        const run = await newRun();
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
        const artifacts = client.artifactsAt(made.artifactUri);
        await artifacts.write('model.json', '{}');
        expect(await artifacts.list()).toEqual([{ path: 'model.json', isFolder: false, size: 2 }]);
        const ready = await client.loggedModels.finalize(made.modelId, 'READY');
        expect(ready.status).toBe('READY');
        expect(await client.loggedModels.get(made.modelId)).toEqual(ready);
        const failed = await newModel();
        await client.loggedModels.finalize(failed.modelId, 'UPLOAD_FAILED');
        expect((await client.loggedModels.get(failed.modelId)).status).toBe('UPLOAD_FAILED');
      });

      test('are tagged', async () => {
        const { modelId } = await newModel({ tags: { a: '1' } });
        await client.loggedModels.setTags(modelId, { a: '2', 'naïve é': 'x', gone: '' });
        await client.loggedModels.deleteTag(modelId, 'gone');
        expect((await client.loggedModels.get(modelId)).tags).toEqual({ a: '2', 'naïve é': 'x' });
        await expect(client.loggedModels.deleteTag(modelId, 'gone')).rejects.toMatchObject({
          code: 'RESOURCE_DOES_NOT_EXIST',
        });
      });

      test('are the outputs of a run', async () => {
        const { runId, outputs } = await newRun();
        expect(outputs).toEqual([]);
        const { modelId } = await newModel({ sourceRunId: runId });
        await client.runs.logOutputs(runId, [{ modelId, step: 3 }]);
        expect((await client.runs.get(runId)).outputs).toEqual([{ modelId, step: 3 }]);
      });

      test('have metrics, which are of their run too', async () => {
        const { runId, experimentId } = await newRun();
        const { modelId } = await newModel({ experimentId, sourceRunId: runId });
        const dataset = { name: 'hosts', digest: 'd1' };
        await client.runs.logDatasets(runId, [
          { dataset: { ...dataset, sourceType: 'local', source: '{}' }, tags: {} },
        ]);
        await client.runs.logBatch(runId, {
          metrics: [
            // At step 0, which is what MLflow takes a measurement on a dataset for when it reads a folder.
            { key: 'auc', value: 0.5, timestamp: 1, step: 0, modelId, dataset },
            { key: 'auc', value: 0.75, timestamp: 2, step: 1, modelId },
            { key: 'of run alone', value: 1, timestamp: 1 },
          ],
        });
        expect((await client.loggedModels.get(modelId)).metrics).toEqual({ auc: 0.75 });
        expect((await client.runs.get(runId)).metrics).toEqual({ auc: 0.75, 'of run alone': 1 });
        const ofRun = await collect(client.runs.metricHistory(runId, 'auc'));
        expect(ofRun.map(({ step, value }) => [step, value])).toEqual([
          [0, 0.5],
          [1, 0.75],
        ]);
        const query = { experimentIds: [experimentId], filter: 'metrics.auc > 0.4' };
        expect(await collect(client.loggedModels.search(query))).toMatchObject([{ modelId }]);
      });

      test('are hidden when they are deleted', async () => {
        const { modelId, experimentId } = await newModel();
        await client.loggedModels.delete(modelId);
        await expect(client.loggedModels.get(modelId)).rejects.toMatchObject({
          code: 'RESOURCE_DOES_NOT_EXIST',
        });
        expect(await collect(client.loggedModels.search({ experimentIds: [experimentId] }))).toEqual([]);
      });

      test('that do not exist are an error, and so are names MLflow would refuse', async () => {
        await expect(client.loggedModels.get(`m-${'0'.repeat(32)}`)).rejects.toMatchObject({
          code: 'RESOURCE_DOES_NOT_EXIST',
        });
        for (const name of ['', 'a/b', 'a:b', 'v1.2', "it's"]) {
          await expect(newModel({ name })).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' });
        }
      });

      test('are searched, in pages', async () => {
        const experimentId = await newExperiment();
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
          const found = client.loggedModels.search(filter === undefined ? query : { ...query, filter });
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
        const { runId } = await newRun();
        const record = (path: string) => {
          const model = { run_id: runId, artifact_path: path, flavors: {}, utc_time_created: '2026-01-01' };
          return client.runs.recordModel(runId, JSON.stringify(model));
        };
        await record('a');
        await record('b');
        const { tags } = await client.runs.get(runId);
        expect(JSON.parse(tags['mlflow.log-model.history'] ?? '')).toMatchObject([
          { artifact_path: 'a' },
          { artifact_path: 'b' },
        ]);
      });
    });

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
        const { runId } = await newRun();
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
        const { modelUri, modelId = '', version } = await client.logModel(runId, model);
        expect(version).toMatchObject({ version: '1', runId, modelId, aliases: ['champion'] });
        expect(version?.tags).toEqual({ team: 'a b' });

        const logged = await client.loggedModels.get(modelId);
        expect(logged).toMatchObject({ status: 'READY', sourceRunId: runId, modelType: 'isolation_forest' });
        const [tagged] = JSON.parse(logged.tags['mlflow.modelVersions'] ?? '[]');
        expect(`${tagged.name}/${tagged.version}`).toBe(`${registeredModelName}/1`);
        expect((await client.runs.get(runId)).outputs).toEqual([{ modelId, step: 0 }]);

        for (const uri of [
          modelUri,
          `runs:/${runId}/forest ü`,
          `models:/${registeredModelName}/1`,
          `models:/${registeredModelName}@champion`,
          logged.artifactUri,
        ]) {
          expect((await client.loadModel(uri)).saved, uri).toEqual(saved);
        }
        const loaded = await client.loadModel(`models:/${registeredModelName}@champion`);
        expect(loaded.version).toEqual(version);
        expect(loaded.description).toMatchObject({
          run_id: runId,
          model_id: modelId,
          metadata: model.metadata,
          flavors: { ad_json: { data: 'model.json', format_version: 1, library_version: '1.2.3' } },
        });
        expect(await client.registry.getDownloadUri(registeredModelName, '1')).toBe(logged.artifactUri);
        const again = await client.logModel(runId, { ...model, name: 'second' });
        expect(again.version).toMatchObject({ version: '2', aliases: ['champion'] });
        // A version outlives its logged model.
        await client.loggedModels.delete(modelId);
        expect((await client.loadModel(`models:/${registeredModelName}/1`)).saved).toEqual(saved);
      });

      test('that do not exist, or have other flavors, are an error', async () => {
        const { runId } = await newRun();
        const name = unique('absent');
        for (const uri of [`models:/${name}@x`, `models:/${name}/1`, `models:/m-${'0'.repeat(32)}`]) {
          await expect(client.loadModel(uri)).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST' });
        }
        await expect(client.loadModel(`runs:/${runId}/absent`)).rejects.toMatchObject({
          code: 'RESOURCE_DOES_NOT_EXIST',
        });
        await expect(client.loadModel(`models:/${name}/Production`)).rejects.toMatchObject({
          code: 'INVALID_PARAMETER_VALUE',
        });
        const { modelUri } = await client.logModel(runId, {
          name: 'other',
          files: { 'weights.bin': new Uint8Array([1]) },
          flavors: { other: { data: 'weights.bin' } },
        });
        await expect(client.loadModel(modelUri)).rejects.toThrow('no flavor ad_json, only: other');
        const { artifacts } = await client.findModel(modelUri);
        expect([...(await artifacts.read('weights.bin'))]).toEqual([1]);
      });

      test.each<[string, Partial<ModelToLog>]>([
        ['a name with a slash', { name: 'a/b' }],
        ['an alias without a registered name', { alias: 'champion' }],
        ['no flavor', { flavors: {} }],
        ['a file that leads outside', { files: { '../x': '' } }],
        ['an MLmodel of its own', { files: { MLmodel: '' } }],
      ])('are refused before anything is written: %s', async (_, change) => {
        const { runId, experimentId } = await newRun();
        const model = { name: 'forest', ...packModel(saved), ...change };
        await expect(client.logModel(runId, model)).rejects.toMatchObject({
          code: 'INVALID_PARAMETER_VALUE',
        });
        expect(await collect(client.loggedModels.search({ experimentIds: [experimentId] }))).toEqual([]);
      });

      test('are found through versions that are made of other models', async () => {
        const { runId } = await newRun();
        const registeredModelName = unique('first');
        await client.logModel(runId, { name: 'forest', ...packModel(saved), registeredModelName });
        const name = unique('copy');
        await client.registry.createModel({ name });
        const source = `models:/${registeredModelName}/1`;
        await client.registry.createVersion({ name, source });
        const loaded = await client.loadModel(`models:/${name}/1`);
        expect(loaded.saved).toEqual(saved);
        expect(loaded.version).toMatchObject({ name, source });
      });
    });

    describe('registry', () => {
      const newVersion = async (name: string) => {
        const run = await newRun();
        const source = `${run.artifactUri}/model`;
        return client.registry.createVersion({
          name,
          source,
          runId: run.runId,
          description: 'd',
          tags: { a: 'b' },
        });
      };

      test('keeps models', async () => {
        const name = unique('Modell ü');
        const made = await client.registry.createModel({ name, description: 'a\nb', tags: { t: '1' } });
        expect(made).toMatchObject({ name, description: 'a\nb', tags: { t: '1' }, aliases: {} });
        await expect(client.registry.createModel({ name })).rejects.toMatchObject({
          code: 'RESOURCE_ALREADY_EXISTS',
        });
        await client.registry.setModelTag(name, 'u', '2');
        await client.registry.deleteModelTag(name, 't');
        expect(await client.registry.updateModel(name, { description: 'c' })).toMatchObject({
          description: 'c',
        });
        expect((await client.registry.getModel(name)).tags).toEqual({ u: '2' });
        await client.registry.deleteModel(name);
        await expect(client.registry.getModel(name)).rejects.toMatchObject({
          code: 'RESOURCE_DOES_NOT_EXIST',
        });
      });

      test('counts versions and points aliases at them', async () => {
        const name = unique('model');
        await client.registry.createModel({ name });
        const first = await newVersion(name);
        expect(first).toMatchObject({
          name,
          version: '1',
          status: 'READY',
          description: 'd',
          tags: { a: 'b' },
        });
        expect((await newVersion(name)).version).toBe('2');
        await client.registry.setAlias(name, 'champion', '1');
        await client.registry.setAlias(name, 'champion', '2');
        await client.registry.setAlias(name, 'challenger', '2');
        const champion = await client.registry.findByAlias(name, 'champion');
        expect(champion).toMatchObject({ version: '2', aliases: ['challenger', 'champion'] });
        expect((await client.registry.getModel(name)).aliases).toEqual({ challenger: '2', champion: '2' });
        await client.registry.setVersionTag(name, '2', 'x', 'y');
        await client.registry.deleteVersionTag(name, '2', 'a');
        expect((await client.registry.updateVersion(name, '2', { description: 'e' })).tags).toEqual({
          x: 'y',
        });
        await client.registry.deleteAlias(name, 'challenger');
        expect(await client.registry.findByAlias(name, 'challenger')).toBeUndefined();
        await client.registry.deleteVersion(name, '2');
        expect(await client.registry.findByAlias(name, 'champion')).toBeUndefined();
        await expect(client.registry.getVersion(name, '2')).rejects.toMatchObject({
          code: 'RESOURCE_DOES_NOT_EXIST',
        });
        expect(await client.registry.findByAlias(unique('absent'), 'champion')).toBeUndefined();
        for (const alias of ['latest', 'v1', 'a b', '']) {
          await expect(client.registry.setAlias(name, alias, '1')).rejects.toMatchObject({
            code: 'INVALID_PARAMETER_VALUE',
          });
        }
      });

      test('is searched', async () => {
        const prefix = unique('s');
        for (const letter of ['b', 'a']) {
          await client.registry.createModel({ name: `${prefix} ${letter}`, tags: { letter } });
        }
        const models = await collect(
          client.registry.searchModels({ filter: `name LIKE '${prefix}%'`, pageSize: 1 }),
        );
        expect(models.map((model) => model.tags.letter)).toEqual(['a', 'b']);
        const version = await newVersion(`${prefix} a`);
        await newVersion(`${prefix} a`);
        const versions = async (filter: string, orderBy: string[] = []) =>
          (await collect(client.registry.searchVersions({ filter, orderBy, pageSize: 1 }))).map(
            (found) => found.version,
          );
        expect(await versions(`name = '${prefix} a'`, ['version_number ASC'])).toEqual(['1', '2']);
        expect(await versions(`run_id = '${version.runId}'`)).toEqual(['1']);
        expect(await versions(`name = '${prefix} a' AND version_number > 1`)).toEqual(['2']);
      });
    });
  });
}
