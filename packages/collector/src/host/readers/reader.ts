import type { Clock } from '../../clock.js';

/** What the host source can read by itself. */
export type HostFeature = 'cpu' | 'memory' | 'disk' | 'load' | 'swap' | 'disk_io' | 'network';

/** Named numbers; `NaN` where a value is missing this once although nothing is wrong, e.g. after a counter was reset. */
export type Values = Readonly<Record<string, number>>;

/** Reads one feature. Throws, or rejects, when it cannot. */
export type Read = () => Values | Promise<Values>;

/** What a reader depends on. */
export interface ReaderContext {
  readonly platform: NodeJS.Platform;
  /** Where procfs is mounted; only used on Linux. */
  readonly procPath: string;
  readonly mounts: readonly string[] | 'all';
  readonly clock: Clock;
  /** Aborts when the iteration ends. */
  readonly signal: AbortSignal;
}

/** One feature: the names of its values, and how to begin reading them. State lives in the returned function. */
export interface Reader {
  readonly valueNames: readonly string[];
  create(context: ReaderContext): Read;
}
