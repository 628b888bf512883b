import type { Clock } from '../../clock.js';

/** What the host source can read by itself. */
export type HostFeature = 'cpu' | 'memory' | 'disk' | 'load' | 'swap' | 'disk_io' | 'network';

/** Named numbers; `NaN` where a value is missing this once without anything being wrong, e.g. a counter was reset. */
export type Values = Readonly<Record<string, number>>;

/** Reads one feature. Throws, or rejects, when it cannot. */
export type Read = () => Values | Promise<Values>;

/** What a reader may use of the world. */
export interface ReaderContext {
  readonly platform: NodeJS.Platform;
  /** Where procfs is mounted; only used on Linux. */
  readonly procPath: string;
  readonly mounts: readonly string[] | 'all';
  readonly clock: Clock;
  /** Aborts when nobody will read any more. */
  readonly signal: AbortSignal;
}

/** One feature: the names of its values, and how to begin reading them. State lives in the returned function. */
export interface Reader {
  readonly valueNames: readonly string[];
  create(context: ReaderContext): Read;
}
