import {
  type Config,
  type ConfigFlags,
  type ConfigSecrets,
  type ConfigSources,
  loadConfig,
} from '@ad/config';
import { say, type Terminal } from '../terminal/terminal.js';

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
