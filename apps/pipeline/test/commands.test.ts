import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ad, answering, configFile, startAd } from './support/ad.js';

/** Nothing listens on port 1. */
const nobody = 'http://127.0.0.1:1';

describe('ad health', () => {
  it('succeeds when everything that is configured answers', async () => {
    const detector = await answering(200, 'anomaly_detection_build_info 1');
    const prometheus = await answering(200, 'Prometheus Server is Ready.');
    const file = await configFile({
      services: { prometheus_port: detector.port, http_host: '127.0.0.1', prometheus_url: prometheus.url },
    });
    const { code, out } = await ad(['health', '--config', file]);
    for (const { server } of [detector, prometheus]) server.close();
    const lines = out.trim().split('\n');
    expect(code).toBe(0);
    expect(lines.map((line) => line.slice(0, 14).trim())).toEqual([
      '✅ Metrics',
      '✅ Prometheus',
      '➖ Grafana',
      '➖ Kafka UI',
      '➖ Kafka',
      '✅ MLflow',
    ]);
    expect(lines[2]).toContain('set services.grafana_url to check it');
  });

  it('fails, one line each with what to do, when something configured does not answer', async () => {
    const stranger = await answering(200, 'hello');
    const sick = await answering(503, 'starting');
    const file = await configFile({
      services: {
        prometheus_port: stranger.port,
        http_host: '127.0.0.1',
        prometheus_url: sick.url,
        grafana_url: stranger.url,
        kafka_ui_url: nobody,
        kafka_bootstrap_servers: '127.0.0.1:1',
        mlflow_tracking_uri: nobody,
      },
    });
    const { code, out } = await ad(['health', '--config', file, '--json']);
    for (const { server } of [stranger, sick]) server.close();
    expect(code).toBe(1);
    const report: { name: string; status: string; detail: string; advice: string }[] = JSON.parse(out);
    expect(report.map(({ status }) => status)).toEqual(Array(6).fill('failed'));
    expect(report.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('is not the page of this detector'),
      expect.stringContaining('answers 503'),
      expect.stringContaining('is not Grafana'),
      expect.stringContaining('127.0.0.1:1'),
      expect.stringContaining('127.0.0.1:1'),
      expect.stringContaining('127.0.0.1:1'),
    ]);
    for (const { advice } of report) expect(advice).not.toBe('');
  });
});

describe('ad config', () => {
  it('shows every key, its value and what set it', async () => {
    const { code, out } = await ad(['config', 'show'], { PROMETHEUS_PORT: '9100' });
    expect(code).toBe(0);
    expect(out).toMatch(/^services\.prometheus_port +9100 +environment$/m);
    expect(out).toMatch(/^data_collection\.interval_seconds +15 +default$/m);
  });

  it.each(['local', 'production'])('validates the shipped %s.json', async (name) => {
    const file = fileURLToPath(new URL(`../config/${name}.json`, import.meta.url));
    const { code, out } = await ad(['config', 'validate', '--config', file]);
    expect({ code, out }).toEqual({ code: 0, out: `✓ ${file} is valid\n` });
  });

  it('refuses a broken one with exit code 2 and every problem', async () => {
    const { code, err } = await ad([
      'config',
      'validate',
      '--config',
      await configFile('{ "models": 3, "x": 1 }'),
    ]);
    expect(code).toBe(2);
    expect(err.split('\n').filter((line) => line.startsWith('✗'))).toHaveLength(2);
  });

  it('prints the JSON Schema', async () => {
    const { out } = await ad(['config', 'schema']);
    expect(JSON.parse(out).properties).toHaveProperty('data_collection');
  });
});

describe('ad load', () => {
  it('keeps cores busy for as long as it is told', async () => {
    const before = process.resourceUsage().userCPUTime;
    const started = performance.now();
    const { code, err } = await ad(['load', '--cores', '1', '--duration', '1']);
    expect(code).toBe(0);
    expect(performance.now() - started).toBeGreaterThan(1000);
    expect(err).toBe('Loading 1 core for 1 s\nLoad taken off after 1 s.\n');
    expect(process.resourceUsage().userCPUTime).toBeGreaterThanOrEqual(before);
  });

  it('gives everything back when it is stopped early', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ad-load-test-'));
    const load = startAd(['load', '--cores', '0', '--memory', '64', '--disk', '8', '--disk-folder', folder]);
    await load.says(/Loading 64 MB of memory, 8 MB of disk/);
    expect(await readdir(folder)).toHaveLength(1);
    load.child.kill('SIGINT');
    expect(await load.exited).toBe(0);
    expect(await readdir(folder)).toHaveLength(0);
  });

  it.each([
    ['more memory than there is', ['--cores', '0', '--memory', '1000000'], 1, 'is more than is safe here'],
    [
      'a folder that is not there',
      ['--cores', '0', '--disk', '1', '--disk-folder', '/nowhere'],
      1,
      'cannot fill 1 MB in /nowhere',
    ],
    ['no load at all', ['--cores', '0'], 2, 'no load was asked for'],
    ['a duration that is text', ['--duration', 'long'], 2, 'It must be a number from 1 to 3600.'],
  ])('refuses %s', async (_, args, code, message) => {
    const result = await ad(['load', ...args]);
    expect(result.code).toBe(code);
    expect(result.err).toContain(message);
  });
});

it('an unknown command gets exit code 2 and a hint', async () => {
  const { code, err } = await ad(['rum']);
  expect(code).toBe(2);
  expect(err).toContain('Did you mean run?');
});
