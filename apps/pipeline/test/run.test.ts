import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ad, answering, command, configFile, quick, startAd } from './support/ad.js';

const file = await configFile(quick);

/** What has come of an answer when it first matches; the answer stays open. */
async function readUntil({ body }: Response, pattern: RegExp): Promise<string> {
  let text = '';
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  while (!pattern.test(text)) text += (await reader?.read())?.value ?? '';
  return text;
}

describe('ad run', () => {
  it('learns, scores live, serves metrics, and stops cleanly on SIGTERM', async () => {
    const detector = startAd(['run', '--config', file, '--verbose']);
    const [, url] = await detector.says(/metrics on (http:\S+)\/metrics/);
    const before = await fetch(`${url}/readyz`);
    expect(before.status).toBe(503);
    expect(await before.json()).toEqual({ ready: false, reason: 'learning what is normal' });
    expect(await (await fetch(`${url}/metrics`)).text()).not.toMatch(/^anomaly_detection_score/m);

    await detector.says(/Learned cpu_percent, memory_percent, disk_percent/);
    await expect.poll(() => detector.output.out.split('\n').length, { timeout: 10_000 }).toBeGreaterThan(5);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const page = await (await fetch(`${url}/metrics`)).text();
    for (const name of [
      'system_cpu_usage_percent',
      'system_memory_usage_percent',
      'system_disk_usage_percent',
    ]) {
      expect(page).toMatch(new RegExp(`^${name} [\\d.]+$`, 'm'));
    }
    expect(page).toMatch(/^anomaly_detection_score [\d.]+$/m);
    expect(page).toMatch(/^anomaly_detection_is_anomaly [01]$/m);

    const live = await fetch(`${url}/live/events`);
    const events = await readUntil(live, /event: verdict\n/);
    expect(events).toMatch(/"model":\{"kind":"forecast/);
    expect(await (await fetch(url)).text()).toContain('<title>Anomaly detection</title>');

    detector.child.kill('SIGTERM');
    expect(await detector.exited).toBe(0);
    expect(detector.output.err).toMatch(/SIGTERM: stopping\nStopped\. \d+ samples scored, \d+ anomal/);
    const verdicts = detector.output.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(verdicts.map((verdict) => verdict.sequence)).toEqual(verdicts.map((_, i) => i + 1));
    expect(verdicts[0]).toMatchObject({
      schemaVersion: 1,
      model: { kind: expect.stringMatching(/^forecast/) },
    });
    expect(verdicts[0].attributions).toHaveLength(3);
  });

  it.each([
    ['random_forest,lstm', 'forecast+random_forest+lstm'],
    ['none', 'forecast'],
  ])('is joined by the models that it is told to: %s', async (models, kind) => {
    const detector = startAd(['run', '--config', file, '--models', models]);
    await expect.poll(() => detector.output.out, { timeout: 15_000 }).toContain(`"kind":"${kind}"`);
    detector.child.kill('SIGTERM');
    expect(await detector.exited).toBe(0);
    const verdicts = detector.output.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(verdicts.at(-1).model).toEqual({ kind, version: '1' });
    expect(verdicts.every(({ score }) => Number.isFinite(score))).toBe(true);
  });

  it('stops by itself after --duration, also in the middle of the baseline', async () => {
    const { code, err, out } = await ad(['run', '--config', file, '--duration', '1']);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain('Stopped before the baseline was complete.');
  });

  it('says which port is in use, and starts nothing', async () => {
    const { server, port } = await answering(200, '');
    const { code, err, out } = await ad(['run', '--config', file, '--port', String(port)]);
    server.close();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`cannot listen on 127.0.0.1:${port}: another process is using this port`);
    expect(err).not.toContain('Learning');
  });

  it('says everything that is wrong with a configuration at once, and starts nothing', async () => {
    const broken = await configFile({
      data_collection: { interval_second: 1 },
      services: { prometheus_port: 99_999 },
    });
    const { code, err } = await ad(['run', '--config', broken, '--interval', 'fast'], {
      KAFKA_BOOTSTRAP_SERVERS: 'nowhere',
    });
    expect(code).toBe(2);
    expect(err).toContain('did you mean interval_seconds?');
    expect(err).toContain('services.prometheus_port must be a whole number from 0 to 65535, got 99999');
    expect(err).toContain(
      'data_collection.interval_seconds must be a number from 0.1 to 3600, got "fast" (command line)',
    );
    expect(err).toContain('services.kafka_bootstrap_servers must be host:port');
    expect(err).not.toContain('Watching');
  });

  it.each([
    ['there is no such file', '/nowhere/config.json'],
    ['it is a folder', '/'],
  ])('says so when a configuration cannot be read: %s', async (_, path) => {
    const { code, err } = await ad(['run', '--config', path]);
    expect(code).toBe(2);
    expect(err).toContain(path);
  });

  it('ends when nobody reads its lines any more', async () => {
    const detector = startAd(['run', '--config', file]);
    await expect.poll(() => detector.output.out, { timeout: 10_000 }).not.toBe('');
    detector.child.stdout?.destroy();
    expect(await detector.exited).toBe(0);
    expect(detector.output.err).toContain('Stopped.');
  });

  it.skipIf(process.platform !== 'linux')(
    'goes on detecting when its output is on a full disk (Linux only: needs /dev/full)',
    async () => {
      const detector = spawn(
        'sh',
        ['-c', `exec ${process.execPath} ${command} run --config ${file} > /dev/full`],
        {
          cwd: dirname(file),
        },
      );
      let err = '';
      detector.stderr.on('data', (text) => {
        err += text;
      });
      await expect.poll(() => err, { timeout: 10_000 }).toContain('Learned');
      const url = err.match(/http:\S+metrics/)?.[0] ?? '';
      await sleep(1500);
      expect(await (await fetch(url)).text()).toMatch(
        /^anomaly_detection_samples_total\{result="normal"\} [1-9]/m,
      );
      detector.kill('SIGTERM');
      expect(await new Promise((resolve) => detector.on('close', resolve))).toBe(0);
    },
  );

  it('leaves its port free when it is killed', async () => {
    const { server, port } = await answering(200, '');
    await new Promise((resolve) => server.close(resolve));
    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
      const detector = startAd(['run', '--config', file, '--port', String(port)]);
      await detector.says(/Learning/);
      detector.child.kill(signal);
      expect(await detector.exited).toBe(signal === 'SIGKILL' ? null : 0);
    }
  });
});
