import type { LoadedConfiguration } from '../configuration.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { GrafanaClient } from '../grafana/client.js';
import { dashboard } from '../grafana/dashboard.js';
import { findGrafana } from '../grafana/find-grafana.js';
import { datasourceProblem, type SetupStep, setUpGrafana } from '../grafana/setup.js';
import { say, type Terminal } from '../terminal.js';

/** What `ad grafana setup` is asked for. */
export interface GrafanaSetupCommand {
  /** Address of Prometheus as Grafana sees it; that of the configuration when left out. */
  readonly prometheusUrl: string | undefined;
  /** How long to wait for a Grafana that does not answer yet. */
  readonly waitSeconds: number;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** Where docker-compose.yml has them, for a configuration that names none. */
const usual = { grafana: 'http://localhost:3001', prometheus: 'http://localhost:9090' };

/** `ad grafana setup`: data source, folder and dashboard, one line each. */
export async function grafanaSetup(
  terminal: Terminal,
  { config, secrets }: LoadedConfiguration,
  { prometheusUrl, waitSeconds, json, signal }: GrafanaSetupCommand,
): Promise<ExitCode> {
  const { grafana_url, prometheus_url } = config.services;
  const client = new GrafanaClient({ url: grafana_url ?? usual.grafana, ...secrets.grafana }, signal);
  const found = await findGrafana(client, waitSeconds, signal);
  if (!found.ok) {
    say(terminal, `✗ Grafana on ${client.url}: ${found.message}`);
    say(
      terminal,
      'Start it with `docker compose up -d grafana`, or say where it is: GRAFANA_URL, services.grafana_url',
    );
    return exitCode.failure;
  }
  const steps = await setUpGrafana(client, prometheusUrl ?? prometheus_url ?? usual.prometheus);
  const isDone = steps.every(({ state }) => state !== 'failed');
  const problem = isDone ? await datasourceProblem(client) : undefined;
  if (json) {
    terminal.out.write(
      `${JSON.stringify({ grafana: client.url, version: found.version, steps, problem }, null, 2)}\n`,
    );
  } else {
    terminal.out.write(`✓ Grafana ${found.version} on ${client.url}\n${steps.map(describe).join('')}`);
  }
  if (problem !== undefined) {
    say(terminal, `! Grafana does not reach Prometheus: ${problem}`);
    say(
      terminal,
      'Say where Grafana finds it with --prometheus; in docker-compose.yml it is http://prometheus:9090',
    );
  }
  return isDone ? exitCode.success : exitCode.failure;
}

function describe({ what, state, detail }: SetupStep): string {
  return `${state === 'failed' ? '✗' : '✓'} ${what.padEnd('data source'.length)}  ${state.padEnd('provisioned'.length)}  ${detail}\n`;
}

/** `ad grafana dashboard`: the dashboard as a file that Grafana can be provisioned with, or that can be imported by hand. */
export function printDashboard(terminal: Terminal): ExitCode {
  terminal.out.write(`${JSON.stringify(dashboard, null, 2)}\n`);
  return exitCode.success;
}
