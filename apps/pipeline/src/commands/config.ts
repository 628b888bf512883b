import { configJsonSchema, configKeys, configValue } from '@ad/config';
import { loadConfiguration } from '../command-line/configuration.js';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import type { Terminal } from '../terminal/terminal.js';

/** `ad config show`: every key, its value and what set it. */
export async function showConfig(
  terminal: Terminal,
  file: string | undefined,
  json: boolean,
): Promise<ExitCode> {
  const loaded = await loadConfiguration(terminal, file);
  if (!loaded) return exitCode.usage;
  const { config, sources } = loaded;
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

/** `ad config validate`: silence is not an answer, so a good configuration gets a line too. */
export async function validateConfig(terminal: Terminal, file: string | undefined): Promise<ExitCode> {
  const loaded = await loadConfiguration(terminal, file);
  if (!loaded) return exitCode.usage;
  terminal.out.write(`✓ ${file ?? 'the default configuration'} is valid\n`);
  return exitCode.success;
}

/** `ad config schema`: the JSON Schema, for editors and other programs. */
export function printConfigSchema(terminal: Terminal): ExitCode {
  terminal.out.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
  return exitCode.success;
}
