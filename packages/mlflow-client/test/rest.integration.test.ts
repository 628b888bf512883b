import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { MlflowClient } from '../src/client.js';
import { packModel } from '../src/models/pack-model.js';
import { describeStore } from './conformance/describe-store.js';
import { serve, serverUri } from './support/server.js';

const options = {
  // A server that is missing is a failure at once, not after minutes of patience.
  retry: { maxRetries: 2, backoffFactor: 0.1, backoffJitter: 0.1 },
  // Small enough that the server is asked, which has to say that its storage knows no parts.
  multipart: { minimumBytes: 100_000 },
};

describeStore('a real MLflow server', async () => new MlflowClient({ trackingUri: serverUri, ...options }));

let served: Awaited<ReturnType<typeof serve>> | undefined;
afterAll(() => served?.stop());
const openServed = async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'mlflow-served-')), 'mlruns');
  await mkdir(folder);
  served ??= await serve(folder);
  return new MlflowClient({ trackingUri: served.uri, ...options });
};
describeStore('a folder that MLflow serves', openServed, {
  fails: [
    // It sets the tags of versions by their keys alone.
    'are renamed with all that is theirs',
  ],
});

describe('models of a server', () => {
  const saved = { format: 'ad-model', formatVersion: 1, kind: 'lstm', featureNames: ['cpu'] };
  const logTo = async (registryUri: string) => {
    const client = new MlflowClient({ trackingUri: serverUri, registryUri, ...options });
    const name = `registered elsewhere ${randomUUID()}`;
    const experimentId = await client.ensureExperiment(name);
    const { runId } = await client.runs.create({ experimentId });
    const model = { name: 'forest', ...packModel(saved), registeredModelName: name, alias: 'champion' };
    return { client, name, runId, logged: await client.logModel(runId, model) };
  };

  test('are registered in a folder, and loaded from there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mlflow-registry-'));
    const { client, name, runId, logged } = await logTo(folder);
    expect(logged.version).toMatchObject({ version: '1', aliases: ['champion'], runId });
    expect(await client.loadModel(`models:/${name}@champion`)).toMatchObject({
      saved,
      version: { version: '1' },
    });
    expect(await client.loadModel(logged.modelUri)).toMatchObject({ saved, version: undefined });
  });

  test('are refused by another server, which cannot look up whose they are', async () => {
    await expect(logTo(served?.uri ?? '')).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' });
  });
});
