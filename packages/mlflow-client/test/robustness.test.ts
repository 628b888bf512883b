import { appendFile, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { MlflowClient } from '../src/client.js';
import type { MlflowError } from '../src/errors.js';
import { collect } from './support/collect.js';

describe('a file store', () => {
  let folder: string;
  let client: MlflowClient;
  let corrupt: MlflowError[];
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'mlflow-robust-')), 'mlruns');
    corrupt = [];
    client = new MlflowClient({ trackingUri: folder, onCorrupt: (error) => corrupt.push(error) });
  });
  const pathOf = (runId: string, ...path: string[]) => join(folder, '0', runId, ...path);
  const metric = (step: number) => ({ metrics: [{ key: 'm', value: step, timestamp: 1, step }] });

  test('keeps infinity and what is not a number', async () => {
    const { runId } = await client.runs.create();
    const values = [Infinity, -Infinity, Number.NaN, -0];
    await client.runs.logBatch(runId, {
      metrics: values.map((value, step) => ({ key: 'm', value, timestamp: 1, step })),
    });
    expect((await collect(client.runs.metricHistory(runId, 'm'))).map(({ value }) => value)).toEqual(values);
    expect(await readFile(pathOf(runId, 'metrics', 'm'), 'utf8')).toBe(
      '1 inf 0\n1 -inf 1\n1 nan 2\n1 -0.0 3\n',
    );
  });

  test('mends a metric whose last line was torn by a crash, and loses no other', async () => {
    const { runId } = await client.runs.create();
    await client.runs.logBatch(runId, metric(1));
    await appendFile(pathOf(runId, 'metrics', 'm'), '17953 0.');
    expect((await client.runs.get(runId)).metrics).toEqual({ m: 1 });
    await client.runs.logBatch(runId, metric(2));
    expect(await readFile(pathOf(runId, 'metrics', 'm'), 'utf8')).toBe('1 1.0 1\n1 2.0 2\n');
  });

  test('tells which line of a metric cannot be read, while a search goes on without it', async () => {
    const { runId } = await client.runs.create();
    await client.runs.logBatch(runId, metric(1));
    await appendFile(pathOf(runId, 'metrics', 'm'), 'nonsense\n');
    await expect(collect(client.runs.metricHistory(runId, 'm'))).rejects.toMatchObject({
      code: 'CORRUPT_FILE',
      message: expect.stringContaining('line 2'),
    });
    expect((await collect(client.runs.search({ experimentIds: ['0'] })))[0]?.metrics).toEqual({ m: 1 });
  });

  test('leaves out and reports a run whose meta.yaml is torn or of another run', async () => {
    const torn = await client.runs.create();
    const other = await client.runs.create();
    const good = await client.runs.create();
    await writeFile(pathOf(torn.runId, 'meta.yaml'), 'artifact_uri: "file:');
    await writeFile(pathOf(other.runId, 'meta.yaml'), await readFile(pathOf(good.runId, 'meta.yaml')));
    const found = await collect(client.runs.search({ experimentIds: ['0'] }));
    expect(found.map(({ runId }) => runId)).toEqual([good.runId]);
    expect(corrupt.map(({ code }) => code)).toEqual(['CORRUPT_FILE', 'CORRUPT_FILE']);
    await expect(client.runs.get(torn.runId)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  test('does not take a meta.yaml among artifacts for a run', async () => {
    const { runId } = await client.runs.create();
    await mkdir(join(folder, '0', 'f'.repeat(32)));
    await writeFile(
      join(folder, '0', 'f'.repeat(32), 'meta.yaml'),
      await readFile(pathOf(runId, 'meta.yaml')),
    );
    await expect(client.runs.get('f'.repeat(32))).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST' });
  });

  test('has one winner when many write the same at once', async () => {
    const clients = Array.from({ length: 8 }, () => new MlflowClient({ trackingUri: folder }));
    const ids = await Promise.all(clients.map((each) => each.ensureExperiment('shared')));
    expect(new Set(ids).size).toBe(1);
    const { runId } = await client.runs.create();
    const params = await Promise.allSettled(
      clients.map((each, index) => each.runs.logBatch(runId, { params: { p: String(index) } })),
    );
    expect(params.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await Promise.all(
      clients.map(async (each, index) => {
        for (let step = 0; step < 20; step += 1) await each.runs.logBatch(runId, metric(index * 20 + step));
      }),
    );
    const steps = (await collect(client.runs.metricHistory(runId, 'm'))).map(({ step }) => step);
    expect(steps.sort((a, b) => a - b)).toEqual([...Array(160).keys()]);
    await client.registry.createModel({ name: 'm' });
    const versions = await Promise.all(
      clients.map((each) => each.registry.createVersion({ name: 'm', source: 'file:///x' })),
    );
    expect(versions.map(({ version }) => Number(version)).sort((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
  });

  test('makes a model whose making was cut short by a kill', async () => {
    await client.runs.create();
    for (const name of ['made', 'renamed'])
      await mkdir(join(folder, 'models', name, 'tags'), { recursive: true });
    expect(await collect(client.registry.searchModels())).toEqual([]);
    await client.registry.createModel({ name: 'made' });
    await mkdir(join(folder, 'models', 'made', 'version-1'));
    expect((await client.registry.createVersion({ name: 'made', source: 'file:///x' })).version).toBe('2');
    expect((await collect(client.registry.searchVersions())).map(({ version }) => version)).toEqual(['2']);
    await client.registry.renameModel('made', 'renamed');
    expect((await client.registry.getVersion('renamed', '2')).name).toBe('renamed');
  });

  test.each(['params', 'tags', 'metrics'])(
    'refuses a key of %s that is too long for a file name',
    async (kind) => {
      const { runId } = await client.runs.create();
      const key = 'é'.repeat(200);
      const batch = kind === 'metrics' ? { metrics: [{ key, value: 1 }] } : { [kind]: { [key]: '1' } };
      await expect(client.runs.logBatch(runId, batch)).rejects.toMatchObject({
        code: 'INVALID_PARAMETER_VALUE',
      });
    },
  );

  test('marks a run as killed when its signal was aborted', async () => {
    const controller = new AbortController();
    let runId = '';
    const work = client.withRun(
      {},
      async (run) => {
        runId = run.runId;
        controller.abort();
        controller.signal.throwIfAborted();
      },
      { signal: controller.signal },
    );
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    expect((await client.runs.get(runId)).status).toBe('KILLED');
  });

  test('leaves no files behind but those of MLflow', async () => {
    const { runId } = await client.runs.create();
    await client.runs.logBatch(runId, { ...metric(1), params: { p: '1' }, tags: { t: '1' } });
    await client.ensureExperiment('x');
    const names = await readdir(folder, { recursive: true });
    expect(names.filter((name) => /tmp|lock/.test(name))).toEqual([]);
    expect(names.filter((name) => name.startsWith(join('0', runId, 'params')))).toHaveLength(2);
  });

  test('reads nothing outside of a run, whatever a search asks for', async () => {
    const { runId } = await client.runs.create();
    await writeFile(join(folder, 'secret'), 'x');
    for (const path of ['../../../secret', '../params/../../../secret', join(folder, 'secret')]) {
      const search = client.runs.search({ experimentIds: ['0'], filter: `params.\`${path}\` = 'x'` });
      expect(await collect(search), path).toEqual([]);
    }
    await client.runs.logBatch(runId, { params: { 'a/secret': 'x' } });
    const search = client.runs.search({ experimentIds: ['0'], filter: "params.`a/secret` = 'x'" });
    expect(await collect(search)).toHaveLength(1);
  });

  test('ends a call whose signal is aborted', async () => {
    const signal = AbortSignal.abort(new RangeError('enough'));
    await expect(client.runs.create({}, { signal })).rejects.toThrow(new RangeError('enough'));
    await expect(collect(client.experiments.search({}, { signal }))).rejects.toThrow(
      new RangeError('enough'),
    );
  });

  test('is found by every form of its URI', async () => {
    const { runId } = await client.runs.create();
    for (const trackingUri of [folder, `file:${folder}`, `file://${folder}`, `file://localhost${folder}`]) {
      expect((await new MlflowClient({ trackingUri }).runs.get(runId)).runId).toBe(runId);
    }
    expect(fileURLToPath((await client.runs.get(runId)).artifactUri)).toBe(pathOf(runId, 'artifacts'));
  });
});
