import { configJsonSchema, configKeys, configValue } from '@ad/config';
import type { Command } from '@commander-js/extra-typings';
import { type LoadedConfiguration, withConfiguration } from '../command-line/configuration.js';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import type { Terminal } from '../terminal/terminal.js';

/** Adds `ad config`. */
export function addConfig(program: Command, terminal: Terminal): void {
  const config = program.command('config').description('show, validate or describe the configuration');
  config
    .command('show')
    .description('every key, its value and what set it')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('--json', 'the configuration as JSON')
    .action(({ config: file, json = false }) =>
      withConfiguration(terminal, file, {}, (loaded) => show(terminal, loaded, json)),
    );
  config
    .command('validate')
    .description('say everything that is wrong with a configuration')
    .option('-c, --config <file>', 'JSON configuration file')
    .action(({ config: file }) =>
      withConfiguration(terminal, file, {}, () => {
        // Silence is not an answer, so a good configuration gets a line too.
        terminal.out.write(`✓ ${file ?? 'the default configuration'} is valid\n`);
        return exitCode.success;
      }),
    );
  config
    .command('schema')
    .description('print the JSON Schema of a configuration file')
    .action(() => void terminal.out.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`));
}

function show(terminal: Terminal, { config, sources }: LoadedConfiguration, json: boolean): ExitCode {
  if (json) {
    terminal.out.write(`${JSON.stringify(config, null, 2)}\n`);
    return exitCode.success;
  }
  const rows = configKeys.map(
    (key) => [key, JSON.stringify(configValue(config, key)), sources[key]] as const,
  );
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  for (const [key, value, source] of rows) {
    terminal.out.write(`${key.padEnd(widths[0])}  ${value.padEnd(widths[1])}  ${source}\n`);
  }
  return exitCode.success;
}
