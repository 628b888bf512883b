import { randomUUID } from 'node:crypto';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { MlflowClient } from '@ad/mlflow-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdProcess, ad, configFile, quick, startAd } from '../support/ad.js';
import { freshFolder } from './support.js';

// The real MLflow of `node scripts/services.mjs up`, by way of a proxy that can be told to misbehave.
const port = 5000 + Number(process.env.SERVICES_PORT_OFFSET ?? '0');
const client = new MlflowClient({ trackingUri: `http://127.0.0.1:${port}` });
const name = `ad-test-${randomUUID()}`;
let behaviour: 'passes' | 'slow' | number = 'passes';

const proxy = createServer(async (incoming, outgoing) => {
  if (typeof behaviour === 'number') {
    incoming.resume();
    outgoing.writeHead(behaviour, { 'content-type': 'application/json' });
    outgoing.end(
      JSON.stringify({
        error_code: behaviour === 403 ? 'PERMISSION_DENIED' : 'INTERNAL_ERROR',
        message: 'as told',
      }),
    );
    return;
  }
  if (behaviour === 'slow') await sleep(8000, undefined, { ref: false });
  const { method, headers, url: path } = incoming;
  const forwarded = request({ port, method, headers, path }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(outgoing);
  });
  forwarded.on('error', () => outgoing.destroy());
  incoming.pipe(forwarded);
});

beforeAll(() => new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve)));

afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await client.registry.deleteModel(name);
  const experiment = await client.experiments.findByName(name);
  if (experiment) await client.experiments.delete(experiment.experimentId);
});

async function configuration() {
  return configFile({
    data_collection: { ...quick.data_collection, interval_seconds: 0.2, baseline_duration_seconds: 2 },
    detection: { models: ['isolation_forest'] },
    services: {
      ...quick.services,
      mlflow_tracking_uri: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    },
    lifecycle: { experiment: name, model_name: name, watch_seconds: 1 },
  });
}

const verdictsOf = ({ output }: AdProcess) =>
  output.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { sequence: number; timestamp: number });

describe('with an MLflow server', () => {
  it('scores on while it is slow, fails and refuses, and delivers every training when it is well again', async () => {
    const file = await configuration();
    behaviour = 500;
    const detector = startAd(['run', '--config', file, '--verbose'], {}, freshFolder());
    await detector.says(/! the champion of \S+ cannot be loaded: .*as told; a model is trained instead/);
    await detector.says(/! MLflow at \S+ takes nothing: .*as told; it is kept in \S+ and tried again/);
    await detector.says(/Version local-\w+ judges/);
    behaviour = 403;
    await sleep(2000);
    behaviour = 'slow';
    await sleep(3000);
    behaviour = 'passes';
    await detector.says(/✓ MLflow at \S+ takes trainings again/);
    await expect
      .poll(async () => (await client.registry.findByAlias(name, 'champion'))?.version, {
        timeout: 30_000,
        interval: 500,
      })
      .toBeDefined();
    detector.child.kill('SIGTERM');
    expect(await detector.exited).toBe(0);

    const verdicts = verdictsOf(detector);
    expect(verdicts.map(({ sequence }) => sequence)).toEqual(verdicts.map((_, i) => i + 1));
    const gaps = verdicts.slice(1).map(({ timestamp }, i) => timestamp - verdicts[i].timestamp);
    expect(Math.max(...gaps)).toBeLessThan(2000);
    const trained = new Set(
      [...detector.output.err.matchAll(/Version (\S+) judges/g)].map(([, version]) => version),
    );
    const versions = [];
    for await (const version of client.registry.searchVersions({ filter: `name = '${name}'` }))
      versions.push(version);
    expect(versions.length).toBeGreaterThanOrEqual(1);
    expect(versions.length).toBeGreaterThanOrEqual(trained.size - 1);
  });

  it('another detector begins with the champion, follows a promotion, and shows its version in its metrics', async () => {
    const file = await configuration();
    const detector = startAd(['run', '--config', file], {}, freshFolder());
    const [, url] = await detector.says(/metrics on (http:\S+\/metrics)/);
    const [, first] = await detector.says(/Loaded version (\d+) of ad-test/);
    const other = await ad(['models', 'list', '--json', '--config', file], {}, freshFolder());
    const { versions } = JSON.parse(other.out) as { versions: { version: string }[] };
    const next = versions.find(({ version }) => version !== first)?.version ?? 'none';
    expect(next).toMatch(/^\d+$/);
    expect((await ad(['models', 'promote', next, '--config', file], {}, freshFolder())).code).toBe(0);
    await detector.says(new RegExp(`Version ${next} replaces ${first}: the registry calls it champion`));
    await expect
      .poll(async () => (await fetch(url)).text(), { timeout: 5000 })
      .toMatch(new RegExp(`anomaly_detection_model_info\\{.*model_version="${next}"\\} 1`));
    detector.child.kill('SIGTERM');
    expect(await detector.exited).toBe(0);
  });
});
