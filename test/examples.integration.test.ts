import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runExample, startExample, testExamples } from './support/examples.js';

// The examples as users run them: outside of this workspace, with packages packed as they are published.

const root = fileURLToPath(new URL('../', import.meta.url));
const consumer = mkdtempSync(join(tmpdir(), 'ad-examples-'));
const examples = join(consumer, 'examples');
const { SERVICES_PORT_OFFSET = '0' } = process.env;
const offset = Number(SERVICES_PORT_OFFSET);
const broker = `localhost:${9092 + offset}`;

function run(command: string, args: string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: 'pipe', shell: process.platform === 'win32' });
}

/** The dependencies of all examples besides our packages, with their versions; `catalog:` stands for the version in this workspace. */
function foreignDependencies(): Record<string, string> {
  const wanted: Record<string, string> = {};
  const catalog = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  for (const name of readdirSync(join(root, 'examples'))) {
    if (name.endsWith('.md')) continue;
    const { dependencies } = JSON.parse(readFileSync(join(root, 'examples', name, 'package.json'), 'utf8'));
    for (const [dependency, version] of Object.entries<string>(dependencies)) {
      if (version.startsWith('workspace:')) continue;
      wanted[dependency] =
        version === 'catalog:'
          ? (new RegExp(`^ {2}"?${dependency}"?: (.+)$`, 'm').exec(catalog)?.[1] ?? '*')
          : version;
    }
  }
  return wanted;
}

beforeAll(() => {
  const tarballs = readdirSync(join(root, 'packages')).map((name) => {
    const destination = join(consumer, name);
    mkdirSync(destination);
    run('pnpm', ['pack', '--pack-destination', destination], join(root, 'packages', name));
    return join(destination, readdirSync(destination)[0]);
  });
  const manifest = { private: true, type: 'module', dependencies: foreignDependencies() };
  writeFileSync(join(consumer, 'package.json'), JSON.stringify(manifest));
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs], consumer);
  cpSync(join(root, 'examples'), examples, {
    recursive: true,
    filter: (path) => !path.includes('node_modules'),
  });
}, 180_000);

afterAll(() => rmSync(consumer, { recursive: true, force: true }));

describe('examples outside of the workspace', () => {
  testExamples(() => examples);
});

describe('examples with a server', () => {
  it('mlflow with a server', async () => {
    const name = `example-${randomUUID()}`;
    const uri = `http://localhost:${5000 + offset}`;
    const post = (path: string, body: object, method = 'POST') =>
      fetch(`${uri}/api/2.0/mlflow/${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    try {
      const output = await runExample(join(examples, 'mlflow'), [uri, name]);
      expect(output).toContain('version 1 is champion');
    } finally {
      await post('registered-models/delete', { name }, 'DELETE');
      const found = await fetch(`${uri}/api/2.0/mlflow/experiments/get-by-name?experiment_name=${name}`);
      const { experiment } = (await found.json()) as { experiment: { experiment_id: string } };
      await post('experiments/delete', { experiment_id: experiment.experiment_id });
    }
  });

  it('kafka: a sample of each host in, its verdict out', async () => {
    const [samples, verdicts] = [`example-samples-${randomUUID()}`, `example-verdicts-${randomUUID()}`];
    const client = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
    const admin = client.admin();
    const producer = client.producer();
    const groupId = `example-reader-${randomUUID()}`;
    const consumer = client.consumer({ groupId });
    await Promise.all([admin.connect(), producer.connect(), consumer.connect()]);
    const topics = [samples, verdicts];
    await admin.createTopics({ topics: topics.map((topic) => ({ topic, numPartitions: 2 })) });
    const example = startExample(join(examples, 'kafka'), topics, { KAFKA_BOOTSTRAP_SERVERS: broker });
    try {
      const received: { host: string; timestamp: string; state: string }[] = [];
      await consumer.subscribe({ topic: verdicts, fromBeginning: true });
      await consumer.run({
        eachMessage: async ({ message }) => {
          received.push(JSON.parse(String(message.value)));
        },
      });
      await example.printed(/reading 2 partitions/);
      const message = (host: string, i: number) => ({
        key: host,
        value: JSON.stringify({
          timestamp: Date.now() - 1000 * (20 - i),
          values: { cpu_percent: 5 + (i % 3) },
        }),
      });
      const messages = Array.from({ length: 20 }, (_, i) => [
        message('web-1', i),
        message('web-2', i),
      ]).flat();
      await producer.send({ topic: samples, messages });
      await vi.waitFor(() => expect(received).toHaveLength(40), { timeout: 30_000 });
      for (const host of ['web-1', 'web-2']) {
        const states = received.filter((verdict) => verdict.host === host).map(({ state }) => state);
        expect(states[0]).toBe('warming');
        expect(states.at(-1)).toBe('normal');
      }
      example.interrupt();
      expect(await example.ended, example.output()).toBe(0);
      expect(example.output()).toContain('40 samples of 2 hosts');
    } finally {
      example.interrupt();
      await example.ended;
      await Promise.all([consumer.disconnect(), producer.disconnect()]);
      await admin.deleteTopics({ topics });
      await admin.deleteGroups([groupId, `example-${samples}`]);
      await admin.disconnect();
    }
  });

  it('prometheus-backfill learns the history that Prometheus has of itself', async () => {
    const url = `http://localhost:${9090 + offset}`;
    const output = await runExample(join(examples, 'prometheus-backfill'), [url, '0.1', '1']);
    expect(output).toMatch(/: \d+ samples learned, \d+ judged, \d+ alerts/);
    expect(output).not.toContain('nothing for');
  });
});
