/**
 * One reading of one host at one time.
 *
 * `values` holds one number per feature, named, e.g. `{ cpu_percent: 12.5 }`. A feature that could not be read
 * is `NaN` or absent, never 0.
 */
export interface Sample {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** Name of the host that was read. */
  readonly host: string;
  readonly values: Readonly<Record<string, number>>;
  /** True when the reader itself kept the host busy, e.g. by training a model: nothing fires then, and nothing is learned. */
  readonly disturbed?: boolean;
}
