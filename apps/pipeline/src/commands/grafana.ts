import type { Command } from '@commander-js/extra-typings';
import { numberArgument } from '../command-line/arguments.js';
import { type LoadedConfiguration, withConfiguration } from '../command-line/configuration.js';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import { untilStopped } from '../command-line/shutdown.js';
import { GrafanaClient } from '../grafana/client.js';
import { dashboard } from '../grafana/dashboard.js';
import { findGrafana } from '../grafana/find-grafana.js';
import { datasourceProblem, type SetupStep, setUpGrafana } from '../grafana/setup.js';
import { say, type Terminal } from '../terminal/terminal.js';

/** Adds the commands about Grafana. */
export function addGrafana(program: Command, terminal: Terminal): void {
  const grafana = program.command('grafana').description('set up the dashboard in Grafana');
  grafana
    .command('setup')
    .description('bring data source, folder and dashboard into Grafana, or up to date')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('--url <url>', 'address of Grafana (default: services.grafana_url, or http://localhost:3001)')
    .option(
      '--prometheus <url>',
      'address of Prometheus as Grafana sees it (default: services.prometheus_url)',
    )
    .option(
      '--wait <seconds>',
      'how long to wait for a Grafana that is starting',
      numberArgument(0, 3600),
      30,
    )
    .option('--json', 'the report as JSON')
    .action(({ config, url, prometheus: prometheusUrl, wait: waitSeconds, json = false }) =>
      withConfiguration(terminal, config, { services: { grafana_url: url } }, (loaded) =>
        untilStopped(terminal, null, (signal) =>
          setUp(terminal, loaded, { prometheusUrl, waitSeconds, json, signal }),
        ),
      ),
    );
  grafana
    .command('dashboard')
    .description('print the dashboard as JSON')
    .action(() => void terminal.out.write(`${JSON.stringify(dashboard, null, 2)}\n`));
}

/** What `ad grafana setup` is asked for. */
interface SetupOptions {
  /** Address of Prometheus as Grafana sees it; that of the configuration when left out. */
  readonly prometheusUrl: string | undefined;
  /** How long to wait for a Grafana that does not answer yet. */
  readonly waitSeconds: number;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** Where docker-compose.yml has them, for a configuration that names none. */
const usual = { grafana: 'http://localhost:3001', prometheus: 'http://localhost:9090' };

/** Data source, folder and dashboard, one line each. */
async function setUp(
  terminal: Terminal,
  { config, secrets }: LoadedConfiguration,
  { prometheusUrl, waitSeconds, json, signal }: SetupOptions,
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
