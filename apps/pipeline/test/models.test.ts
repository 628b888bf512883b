import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { calm, freshFolder } from './lifecycle/support.js';
import { ad, answering, configFile, quick, startAd } from './support/ad.js';

/** The address of a server that is not there. */
const { server, port } = await answering(200, '');
await new Promise((resolve) => server.close(resolve));
const nobody = `http://127.0.0.1:${port}`;

/** A folder with a registry of its own, and a recorded history to train on. */
async function project() {
  const folder = freshFolder();
  const history = join(folder, 'history.jsonl');
  await writeFile(
    history,
    calm(400)
      .map((sample) => `${JSON.stringify(sample)}\n`)
      .join(''),
  );
  const run = (...args: string[]) => ad(args, {}, folder);
  const train = (...args: string[]) => run('train', history, '--models', 'isolation_forest', ...args);
  return { folder, history, run, train };
}

describe('ad train and ad models', () => {
  it('register, list, promote and go back', async () => {
    const { run, train } = await project();
    const none = await run('models', '--name', 'ad-web-1');
    expect(none).toMatchObject({
      code: 0,
      out: '',
      err: expect.stringContaining('ad-web-1 has no version yet'),
    });

    expect((await train()).err).toMatch(
      /✓ version 1 of ad-web-1 is champion \(\d\.\d s, AUC-PR 0\.\d+ on faults put into it\)/,
    );
    expect((await train()).err).toContain('✓ version 2 of ad-web-1 is challenger');
    const name = ['--name', 'ad-web-1'];
    const { out } = await run('models', 'list', ...name);
    expect(out).toMatch(/^VERSION +IS +REGISTERED +SAMPLES +AUC-PR +UNSEEN/);
    expect(out).toMatch(/^ +2 +challenger +20\S+ \S+ +400 +0\.\d+/m);
    expect(out).toMatch(/^ +1 +champion /m);

    expect((await run('models', 'promote', ...name)).err).toContain(
      '✓ version 2 of ad-web-1 is champion in place of 1',
    );
    expect(await run('models', 'promote', ...name)).toMatchObject({
      code: 1,
      err: expect.stringContaining('ad-web-1 has no challenger; name a version'),
    });
    const listed = JSON.parse((await run('models', '--json', ...name)).out);
    expect(listed.versions).toMatchObject([
      { version: '2', aliases: ['champion'], samples: 400 },
      { version: '1', aliases: ['previous'] },
    ]);
    expect((await run('models', 'rollback', ...name)).err).toContain(
      '✓ version 1 of ad-web-1 is champion in place of 2',
    );
    expect((await run('models', 'promote', '7', ...name)).code).toBe(1);
  });

  it('train a model of many hosts under a name only', async () => {
    const { folder, run } = await project();
    const two = [...calm(100), ...calm(100).map((sample) => ({ ...sample, host: 'web-2' }))];
    const file = join(folder, 'two.jsonl');
    await writeFile(file, two.map((sample) => `${JSON.stringify(sample)}\n`).join(''));
    const args = ['train', file, '--models', 'isolation_forest'];
    expect(await run(...args)).toMatchObject({
      code: 1,
      err: expect.stringContaining('a model of 2 hosts needs a name: --name, or lifecycle.model_name'),
    });
    expect((await run(...args, '--name', 'fleet', '--json')).out).toContain(
      '"model":"fleet","version":"1","alias":"champion"',
    );
  });

  it('say what MLflow answers when it cannot be used', async () => {
    const { run, train, folder } = await project();
    const env = ['--config', await configFile({ services: { mlflow_tracking_uri: nobody } })];
    expect(await train(...env)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/✗ MLflow at http:\S+ does not take it: .*ECONNREFUSED/),
    });
    expect(await run('models', ...env)).toMatchObject({
      code: 1,
      err: expect.stringContaining('ECONNREFUSED'),
    });
    await writeFile(join(folder, 'mlruns'), 'a file in its place');
    expect((await run('models')).code).toBe(1);
  });

  it('are shown side by side by ad compare', async () => {
    const { run, train, history } = await project();
    await train();
    await train();
    const config = await configFile({ data_collection: { host: 'web-1' } });
    const { code, out } = await run('compare', history, '--learn', '50%', '--config', config);
    expect(code).toBe(0);
    expect(out).toMatch(/^champion 1 /m);
    expect(out).toMatch(/^challenger 2 /m);
  });
});

describe('ad run', () => {
  const configuration = {
    ...quick,
    detection: { models: ['isolation_forest'] },
    lifecycle: { watch_seconds: 1 },
  };

  it('scores at once with the champion it left, without a baseline', async () => {
    const file = await configFile(configuration);
    const folder = freshFolder();
    const first = startAd(['run', '--config', file, '--verbose'], {}, folder);
    await first.says(/Version 1 judges/);
    first.child.kill('SIGTERM');
    expect(await first.exited).toBe(0);

    const second = startAd(['run', '--config', file], {}, folder);
    await second.says(/Loaded version \d of ad-\S+, trained \S+ \S+ ago on \d+ samples/);
    await expect.poll(() => second.output.out, { timeout: 5000 }).toContain('"score":');
    second.child.kill('SIGTERM');
    expect(await second.exited).toBe(0);
    expect(second.output.err).not.toContain('Learning');
    const [verdict] = second.output.out.split('\n').map((line) => line && JSON.parse(line));
    expect(verdict).toMatchObject({ state: 'normal', model: { kind: 'forecast+isolation_forest' } });
    expect(verdict.score).toBeGreaterThan(0);
  });

  it('trains anew when the champion is of other models or features', async () => {
    const file = await configFile(configuration);
    const folder = freshFolder();
    const first = startAd(['run', '--config', file, '--verbose'], {}, folder);
    await first.says(/Version 1 judges/);
    first.child.kill('SIGTERM');
    await first.exited;
    const others = await configFile({
      ...configuration,
      data_collection: { ...quick.data_collection, features: ['cpu', 'memory'] },
    });
    const second = startAd(['run', '--config', others], {}, folder);
    await second.says(
      /! version \d of ad-\S+ was trained on .*disk_percent, and this machine has cpu_percent, memory_percent; a model is trained instead/,
    );
    await second.says(/Learned cpu_percent, memory_percent/);
    second.child.kill('SIGTERM');
    await second.exited;
    const third = startAd(['run', '--config', file, '--models', 'none'], {}, folder);
    await third.says(/is isolation_forest, and the forecast alone is configured; a model is trained instead/);
    third.child.kill('SIGTERM');
    await third.exited;
  });

  it('learns from a history what this machine has now, and nothing where the history lacks a feature', {
    timeout: 60_000,
  }, async () => {
    const folder = freshFolder();
    const history = join(folder, 'history.jsonl');
    const lines = calm(200).map(
      ({ values, ...sample }) =>
        `${JSON.stringify({ ...sample, values: { ...values, disk_percent: 60 } })}\n`,
    );
    await writeFile(history, lines.join(''));
    const withFeatures = (...features: string[]) =>
      configFile({ ...configuration, data_collection: { ...quick.data_collection, features } });
    const fewer = startAd(['run', '--history', history, '--config', await withFeatures('cpu', 'memory')]);
    await fewer.says(/Learned cpu_percent, memory_percent from 200 samples of history/);
    await expect.poll(() => fewer.output.out, { timeout: 15_000 }).toMatch(/"version":"1"/);
    fewer.child.kill('SIGTERM');
    await fewer.exited;
    expect(fewer.output.out).not.toContain('disk_percent');
    const more = startAd([
      'run',
      '--history',
      history,
      '--config',
      await withFeatures('cpu', 'memory', 'load'),
    ]);
    await more.says(/! the history lacks load_1m.*; it is not learned from/);
    await more.says(/Learned cpu_percent, memory_percent, load_1m/);
    more.child.kill('SIGTERM');
    await more.exited;
  });

  it('takes the champion that somebody else has chosen, between two samples', {
    timeout: 60_000,
  }, async () => {
    // Slow enough for the third training, which would take over again, to be far away.
    const slower = { ...quick.data_collection, interval_seconds: 0.6 };
    const file = await configFile({ ...configuration, data_collection: slower });
    const folder = freshFolder();
    const detector = startAd(['run', '--config', file, '--verbose'], {}, folder);
    await detector.says(/Version 2 judges/);
    const back = await ad(['models', 'rollback', '--config', file], {}, folder);
    expect(back.err).toMatch(/✓ version \d of \S+ is champion in place of \d/);
    const [, version] = await detector.says(/Version (\d) replaces \d: the registry calls it champion/);
    await expect
      .poll(() => detector.output.out, { timeout: 5000 })
      .toMatch(new RegExp(`"version":"${version}"[^\\n]*\\n$`));
    detector.child.kill('SIGTERM');
    expect(await detector.exited).toBe(0);
    const verdicts = detector.output.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(verdicts.map(({ sequence }) => sequence)).toEqual(verdicts.map((_, i) => i + 1));
  });

  it('goes on without MLflow, keeps what it could not deliver, and delivers it at a later start', {
    timeout: 60_000,
  }, async () => {
    const folder = freshFolder();
    const away = await configFile({
      ...configuration,
      services: { ...quick.services, mlflow_tracking_uri: nobody },
    });
    const first = startAd(['run', '--config', away, '--verbose'], {}, folder);
    await first.says(/! the champion of \S+ cannot be loaded: .*ECONNREFUSED.*; a model is trained instead/);
    await first.says(/! MLflow at http:\S+ takes nothing: .*; it is kept in \S+ and tried again/);
    await first.says(/Version local-\w+ judges/);
    await expect.poll(() => first.output.out, { timeout: 5000 }).toMatch(/"version":"local-\w+"/);
    first.child.kill('SIGKILL');
    await first.exited;

    const second = startAd(['run', '--config', await configFile(configuration)], {}, folder);
    await second.says(/Scoring/);
    await expect
      .poll(async () => (await ad(['models', '--json'], {}, folder)).out, { timeout: 10_000, interval: 500 })
      .toMatch(/"version": "1"/);
    second.child.kill('SIGTERM');
    expect(await second.exited).toBe(0);
  });
});
