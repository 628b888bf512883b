import type { Config } from '@ad/config';

/** Folder of the recorded samples of the hosts that are watched, and of the labels that people gave them. */
export function historyFolder(_config: Config): string {
  return './history';
}
