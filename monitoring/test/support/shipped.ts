import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse, stringify } from 'yaml';
import { filesOf, pathOf, readYaml } from './files.js';

interface PrometheusConfiguration {
  global: Record<string, string>;
  alerting: { alertmanagers: unknown[] };
  scrape_configs: { job_name: string; scrape_interval?: string; scrape_timeout?: string }[];
}

/** Addresses of a test, in place of those that containers use. */
interface Addresses {
  /** `host:port` of each detector. */
  readonly detectors: readonly string[];
  /** `host:port` of Alertmanager; left out, alerts go nowhere. */
  readonly alertmanager?: string;
}

/**
 * The files of Prometheus as they are shipped, with other addresses and 30 times as fast: it scrapes every half second, and rules wait
 * two seconds for each minute that they name.
 */
export async function shippedPrometheus({
  detectors,
  alertmanager,
}: Addresses): Promise<Record<string, string>> {
  const configuration = await readYaml<PrometheusConfiguration>(pathOf('prometheus/prometheus.yml'));
  configuration.global = { scrape_interval: '500ms', evaluation_interval: '500ms' };
  configuration.alerting.alertmanagers = alertmanager
    ? [{ static_configs: [{ targets: [alertmanager] }] }]
    : [];
  configuration.scrape_configs = configuration.scrape_configs
    .filter(({ job_name }) => job_name === 'anomaly-detection')
    .map(({ scrape_interval, scrape_timeout, ...job }) => job);
  const files: Record<string, string> = {
    'prometheus.yml': stringify(configuration),
    'targets/detector.yml': stringify([{ targets: detectors }]),
  };
  for (const path of await filesOf('prometheus/rules')) {
    files[`rules/${basename(path)}`] = faster(await readFile(path, 'utf8'));
  }
  return files;
}

function faster(rules: string): string {
  const seconds = { m: 2, h: 120 };
  return rules.replace(
    /((?:for|keep_firing_for): |\[)(\d+)([mh])\b/g,
    (_, before, count, unit: keyof typeof seconds) => `${before}${count * seconds[unit]}s`,
  );
}

interface AlertmanagerConfiguration {
  route: Record<string, unknown>;
  receivers: { name: string; webhook_configs?: { url: string; send_resolved: boolean }[] }[];
}

/** The configuration of Alertmanager as it is shipped, with this webhook as receiver and almost no delays. */
export async function shippedAlertmanager(webhook: string): Promise<string> {
  const configuration: AlertmanagerConfiguration = parse(
    await readFile(pathOf('alertmanager/alertmanager.yml'), 'utf8'),
  );
  Object.assign(configuration.route, { group_wait: '100ms', group_interval: '500ms' });
  for (const receiver of configuration.receivers) {
    receiver.webhook_configs = [{ url: webhook, send_resolved: true }];
  }
  return stringify(configuration);
}
