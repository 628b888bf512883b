import { hostname } from 'node:os';
import type { Config } from '@ad/config';

/** The name of the model of a host in the registry, which takes no `/` and `:`. */
export function modelName(
  { lifecycle, data_collection }: Config,
  host = data_collection.host ?? hostname(),
): string {
  return lifecycle.model_name ?? `ad-${host.replaceAll(/[/:]/g, '-')}`;
}
