import type { Config } from '@ad/config';
import { ownHost } from '../command-line/configuration.js';

/** The name of the model of a host in the registry, which takes no `/` and `:`. */
export function modelName(config: Config, host = ownHost(config)): string {
  return config.lifecycle.model_name ?? `ad-${host.replaceAll(/[/:]/g, '-')}`;
}
