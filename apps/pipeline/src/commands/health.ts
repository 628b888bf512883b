import type { Command } from '@commander-js/extra-typings';
import { type LoadedConfiguration, withConfiguration } from '../command-line/configuration.js';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import type { CheckResult } from '../health/check.js';
import { checksFor } from '../health/checks.js';
import type { Terminal } from '../terminal/terminal.js';

const timeoutMilliseconds = 5000;

/** Adds `ad health`. */
export function addHealth(program: Command, terminal: Terminal): void {
  program
    .command('health')
    .description('check everything that the configuration relies on')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('--json', 'the report as JSON')
    .action(({ config, json = false }) =>
      withConfiguration(terminal, config, {}, (loaded) => health(terminal, loaded, json)),
    );
}

/** One line per service; success only when everything that is configured answers. */
async function health(
  terminal: Terminal,
  { config, secrets }: LoadedConfiguration,
  json: boolean,
): Promise<ExitCode> {
  const checks = checksFor(config, secrets);
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  const results = await Promise.all(checks.map((check) => check.run(signal)));
  if (json) {
    const report = checks.map(({ name }, i) => ({ name, ...results[i] }));
    terminal.out.write(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    for (const [i, { name }] of checks.entries()) terminal.out.write(`${describe(name, results[i])}\n`);
  }
  return results.some(({ status }) => status === 'failed') ? exitCode.failure : exitCode.success;
}

function describe(name: string, result: CheckResult): string {
  const label = name.padEnd(10);
  switch (result.status) {
    case 'ok':
      return `✅ ${label}  ${result.detail}`;
    case 'failed':
      return `❌ ${label}  ${result.detail}; ${result.advice}`;
    case 'not_configured':
      return `➖ ${label}  not configured; ${result.advice}`;
  }
}
