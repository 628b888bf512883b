import { hostname } from 'node:os';
import {
  type Config,
  type ConfigFlags,
  type ConfigSecrets,
  type ConfigSources,
  loadConfig,
} from '@ad/config';
import { say, type Terminal } from '../terminal/terminal.js';
import { type ExitCode, exitCode } from './exit-code.js';

/** A loaded configuration, or nothing after its problems have been said. */
export interface LoadedConfiguration {
  readonly config: Config;
  readonly sources: ConfigSources;
  readonly secrets: ConfigSecrets;
}

/** Loads the configuration of a command; says every problem on a line of its own. */
export async function loadConfiguration(
  terminal: Terminal,
  file: string | undefined,
  flags: ConfigFlags = {},
): Promise<LoadedConfiguration | undefined> {
  const loaded = await loadConfig({ file, flags });
  if (loaded.ok) return loaded;
  for (const problem of loaded.problems) say(terminal, `✗ ${problem.message}`);
  say(terminal, 'Nothing was started. `ad config show` lists every key with its value and its source.');
  return undefined;
}

/** Loads the configuration, and runs a command with it; the process ends with the code of that, or says that its call was wrong. */
export async function withConfiguration(
  terminal: Terminal,
  file: string | undefined,
  flags: ConfigFlags,
  command: (loaded: LoadedConfiguration) => ExitCode | Promise<ExitCode>,
): Promise<void> {
  const loaded = await loadConfiguration(terminal, file, flags);
  process.exitCode = loaded ? await command(loaded) : exitCode.usage;
}

/** The name of this machine in samples. */
export function ownHost({ data_collection }: Config): string {
  return data_collection.host ?? hostname();
}
