import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type AdProcess, ad, configFile, quick, startAd } from '../../apps/pipeline/test/support/ad.js';
import { pathOf, readYaml } from './support/files.js';
import { startPrometheus } from './support/servers.js';
import { shippedPrometheus } from './support/shipped.js';

// The shipped dashboard against a Prometheus of this test that scrapes real detectors, which use the Kafka of
// `node scripts/services.mjs up`.
const broker = `127.0.0.1:${9092 + Number(process.env.SERVICES_PORT_OFFSET ?? '0')}`;

interface Panel {
  readonly title: string;
  readonly panels?: readonly Panel[];
  readonly targets?: readonly { readonly expr: string; readonly instant: boolean }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
}

interface Result {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

/** What Grafana puts in place of its variables when all is chosen. */
function filled(expression: string): string {
  return expression
    .replaceAll('$job', '.+')
    .replaceAll('$instance', '.+')
    .replaceAll('$host', '.*')
    .replaceAll('$__rate_interval', '10s');
}

async function query(prometheus: string, expression: string, instant: boolean): Promise<Result[]> {
  const now = Date.now() / 1000;
  const parameters = new URLSearchParams({ query: filled(expression) });
  if (!instant)
    for (const [name, value] of Object.entries({ start: now - 20, end: now, step: 1 }))
      parameters.set(name, String(value));
  const response = await fetch(`${prometheus}/api/v1/query${instant ? '' : '_range'}?${parameters}`);
  const answer = (await response.json()) as { status: string; error?: string; data?: { result: Result[] } };
  expect(answer.error, expression).toBeUndefined();
  return answer.data?.result ?? [];
}

const hasNumber = ({ value, values = [] }: Result): boolean =>
  [...(value ? [value] : []), ...values].some(([, text]) => !Number.isNaN(Number(text)));

async function start(args: readonly string[], saying: RegExp): Promise<AdProcess> {
  const process = startAd(args);
  onTestFinished(async () => {
    process.child.kill('SIGTERM');
    await process.exited;
  });
  await process.says(saying);
  return process;
}

/** `ad run`, and `ad detect` with a collector, each with topics and folders of this test. */
async function startDetectors(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ad-panels-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const id = randomUUID();
  const configuration = (name: string) =>
    configFile({
      ...quick,
      services: { ...quick.services, kafka_bootstrap_servers: broker, kafka_topic: `panels-${id}-v` },
      kafka: {
        samples_topic: `panels-${id}-i`,
        state_topic: `panels-${id}-s`,
        dead_letter_topic: `panels-${id}-d`,
        consumer_group: `panels-${id}`,
        partitions: 1,
        outbox_folder: join(folder, name),
      },
    });
  const configurations = await Promise.all(['run', 'collect', 'detect'].map(configuration));
  const topics = await ad(['kafka', 'setup', '--config', configurations[0]!]);
  expect(topics.code, topics.err).toBe(0);
  onTestFinished(() => deleteTopics(['v', 'i', 's', 'd'].map((end) => `panels-${id}-${end}`)));
  const [run, , detect] = await Promise.all([
    start(['run', '--config', configurations[0]!, '--verbose'], /Version \S+ judges/),
    start(['collect', '--config', configurations[1]!], /metrics on/),
    start(['detect', '--config', configurations[2]!], /metrics on/),
  ]);
  return [run, detect].map(({ output }) => /metrics on http:\/\/([^/]+)/.exec(output.err)![1]!);
}

async function deleteTopics(topics: string[]): Promise<void> {
  const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.deleteTopics({ topics });
  await admin.disconnect();
}

it('every panel of the dashboard shows something', { timeout: 120_000 }, async () => {
  const detectors = await startDetectors();
  const { url } = await startPrometheus(await shippedPrometheus({ detectors }));
  const dashboard = await readYaml<Dashboard>(pathOf('grafana/dashboards/anomaly-detection.json'));
  const panels = dashboard.panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
  const targets = panels.flatMap(({ title, targets = [] }) =>
    targets.map((target) => ({ title, ...target })),
  );
  expect(targets.length).toBeGreaterThan(25);

  const empty = async () => {
    const titles: string[] = [];
    for (const { title, expr, instant } of targets) {
      if (!(await query(url, expr, instant)).some(hasNumber)) titles.push(`${title}: ${expr}`);
    }
    return titles;
  };
  await vi.waitFor(async () => expect(await empty()).toEqual([]), { timeout: 60_000, interval: 1000 });

  // A page of one host, and one that names its hosts.
  const hosts = (await query(url, 'anomaly_detection_last_sample_timestamp_seconds', true)).map(
    ({ metric }) => metric.host,
  );
  expect(hosts).toHaveLength(2);
  expect(hosts).toContain(undefined);

  for (const { expr } of dashboard.annotations.list) await query(url, expr, false);
  for (const { definition } of dashboard.templating.list) {
    const [, series] = /^label_values\((.*), \w+\)$/.exec(definition ?? '') ?? [];
    if (series !== undefined) expect(await query(url, series, true)).not.toEqual([]);
  }
});
