import { integerOption } from '../options.js';
import type { Verdict } from '../verdict.js';
import { advance, type HostEntry, HostTable, UNHEARD } from './host-table.js';

/** Bounds of the `host` label. */
export interface PerHostOptions {
  /** Hosts shown at most, 1 to 10000; a verdict of one more is answered with `host_limit`. @default 256 */
  readonly maxHosts?: number;
  /** Seconds of silence after which a host's series disappear, 1 to 604800. @default 600 */
  readonly ttlSeconds?: number;
}

/** The hosts on the page. */
export interface Hosts {
  /** Takes a verdict; false if there is no room for its host. */
  record(verdict: Verdict): boolean;
  entries(): Iterable<readonly [host: string, entry: HostEntry]>;
}

/** One host, whose name is not shown. It is there from the start, so that its counters begin at 0. */
export function singleHost(): Hosts {
  let entry = UNHEARD;
  return {
    record(verdict) {
      entry = advance(entry, verdict);
      return true;
    },
    entries: () => [['', entry]],
  };
}

/** Many hosts, each with a label. Throws `INVALID_OPTION` for a bound out of range. */
export function hostTable({ maxHosts = 256, ttlSeconds = 600 }: PerHostOptions, now: () => number): Hosts {
  return new HostTable({
    maxHosts: integerOption('perHost.maxHosts', maxHosts, 1, 10_000),
    ttlMilliseconds: integerOption('perHost.ttlSeconds', ttlSeconds, 1, 604_800) * 1000,
    now,
  });
}
