import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { localArtifacts } from '../src/artifacts/local.js';
import { MlflowClient } from '../src/client.js';
import { MlflowError } from '../src/errors.js';
import { packModel } from '../src/models/pack-model.js';
import type { CallOptions } from '../src/stores/calls.js';
import { collect } from './support/collect.js';

const model = { name: 'forest', files: { 'a.json': '{"a":1}' }, flavors: { ad_json: { data: 'a.json' } } };

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'mlflow-log-model-')), 'mlruns');
});

describe('logModel', () => {
  test('marks a model whose upload fails, and throws why', async () => {
    const failing = new MlflowClient({
      trackingUri: folder,
      artifactRepositories: {
        file: (uri) => ({
          ...localArtifacts(uri, join(folder, 'unused')),
          write: async (path: string, _: unknown, options?: CallOptions) => {
            options?.signal?.throwIfAborted();
            if (path === 'MLmodel') throw new MlflowError('UNREACHABLE', 'away');
          },
        }),
      },
    });
    const { runId, experimentId } = await failing.runs.create();
    await expect(failing.logModel(runId, model)).rejects.toMatchObject({ code: 'UNREACHABLE' });
    const found = await collect(failing.loggedModels.search({ experimentIds: [experimentId] }));
    expect(found.map(({ status }) => status)).toEqual(['UPLOAD_FAILED']);
    expect((await failing.runs.get(runId)).outputs).toEqual([]);
  });

  test('marks a model whose upload is aborted', async () => {
    const controller = new AbortController();
    const client = new MlflowClient({
      trackingUri: folder,
      artifactRepositories: {
        file: (uri) => ({
          ...localArtifacts(uri, join(folder, 'unused')),
          write: async (_path: string, _content: unknown, options?: CallOptions) => {
            controller.abort(new RangeError('enough'));
            options?.signal?.throwIfAborted();
          },
        }),
      },
    });
    const { runId, experimentId } = await client.runs.create();
    const { signal } = controller;
    await expect(client.logModel(runId, model, { signal })).rejects.toThrow(new RangeError('enough'));
    const found = await collect(client.loggedModels.search({ experimentIds: [experimentId] }));
    expect(found.map(({ status }) => status)).toEqual(['UPLOAD_FAILED']);
  });

  test('puts the files below the run of a server that knows no logged models', async () => {
    const artifactUri = join(folder, 'artifacts');
    const asked: { readonly path: string; readonly body: string }[] = [];
    const run = { info: { run_id: 'a', experiment_id: '0', artifact_uri: artifactUri }, data: {} };
    const version = { name: 'reg', version: '1', source: `${artifactUri}/forest`, run_id: 'a' };
    const client = new MlflowClient({
      trackingUri: 'http://127.0.0.1:5000',
      now: () => 1_700_000_000_000,
      fetch: async (input, init) => {
        const path = new URL(String(input)).pathname.replace('/api/2.0/mlflow/', '');
        asked.push({ path, body: String(init?.body) });
        if (path === 'logged-models') return new Response('<!doctype html>Not Found', { status: 404 });
        return Response.json({
          run,
          registered_model: { name: 'reg' },
          model_version: version,
          artifact_uri: version.source,
        });
      },
    });
    const logged = await client.logModel('a', { ...model, registeredModelName: 'reg', alias: 'champion' });
    expect(logged).toMatchObject({
      modelUri: 'runs:/a/forest',
      modelId: undefined,
      version: { version: '1' },
    });
    expect(asked.map(({ path }) => path)).toEqual([
      'runs/get',
      'logged-models',
      'runs/log-model',
      'registered-models/create',
      'model-versions/create',
      'registered-models/alias',
      'model-versions/get',
    ]);
    const record = JSON.parse(JSON.parse(asked[2]?.body ?? '').model_json);
    expect(record).toMatchObject({
      run_id: 'a',
      artifact_path: 'forest',
      utc_time_created: '2023-11-14 22:13:20.000000',
      flavors: { ad_json: { data: 'a.json' } },
    });
    expect(await readFile(join(artifactUri, 'forest', 'MLmodel'), 'utf8')).toContain(
      `model_uuid: "${record.model_uuid}"`,
    );
    expect((await client.loadModel('models:/reg@champion')).saved).toEqual({ a: 1 });
  });

  test('is what a run under way has too', async () => {
    const client = new MlflowClient({ trackingUri: folder });
    const { modelUri } = await client.withRun({}, (run) => run.logModel(model));
    expect((await client.loadModel(modelUri)).saved).toEqual({ a: 1 });
  });
});

describe('packModel', () => {
  const saved = { format: 'ad-model', formatVersion: 1, kind: 'isolation_forest', featureNames: ['cpu'] };

  test('lets Python load what Python can score', () => {
    expect(Object.keys(packModel(saved).flavors)).toEqual(['ad_json', 'python_function']);
    for (const other of [{ kind: 'lstm' }, { formatVersion: 2 }]) {
      const { files, flavors } = packModel({ ...saved, ...other });
      expect(Object.keys(flavors)).toEqual(['ad_json']);
      expect(Object.keys(files)).toEqual(['model.json']);
    }
  });

  test('describes the columns, each of which may be missing', () => {
    expect(packModel(saved).signature.inputs).toEqual([{ name: 'cpu', type: 'double', required: false }]);
  });
});

describe('loadModel', () => {
  test('tells of a damaged model', async () => {
    const client = new MlflowClient({ trackingUri: folder });
    const { runId } = await client.runs.create();
    const { modelUri } = await client.logModel(runId, { ...model, files: { 'a.json': '{' } });
    await expect(client.loadModel(modelUri)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  test('does not follow versions in a circle', async () => {
    const client = new MlflowClient({ trackingUri: folder });
    await client.registry.createModel({ name: 'm' });
    await client.registry.createVersion({ name: 'm', source: 'models:/m/1' });
    await expect(client.loadModel('models:/m/1')).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });
});
