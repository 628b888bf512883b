import type { Command } from '@commander-js/extra-typings';
import { numberArgument } from './command-line/arguments.js';
import { loadConfiguration } from './command-line/configuration.js';
import { type ExitCode, exitCode } from './command-line/exit-code.js';
import { untilStopped } from './command-line/shutdown.js';
import { grafanaSetup, printDashboard } from './commands/grafana.js';
import type { Terminal } from './terminal/terminal.js';

/** Adds the commands about Grafana. */
export function addGrafanaCommands(
  program: Command,
  terminal: Terminal,
  finish: (code: ExitCode) => void,
): void {
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
    .action(async ({ config: file, url, prometheus: prometheusUrl, wait: waitSeconds, json = false }) => {
      const loaded = await loadConfiguration(terminal, file, { services: { grafana_url: url } });
      if (!loaded) return finish(exitCode.usage);
      finish(
        await untilStopped(terminal, null, (signal) =>
          grafanaSetup(terminal, loaded, { prometheusUrl, waitSeconds, json, signal }),
        ),
      );
    });
  grafana
    .command('dashboard')
    .description('print the dashboard as JSON')
    .action(() => finish(printDashboard(terminal)));
}
