/**
 * One reading of one host at one time.
 *
 * `values` holds one number per feature, named, e.g. `{ cpu_percent: 12.5 }`. A feature that could not be read
 * is `NaN` or absent, never 0.
 */
export interface Sample {
  /**
   * Milliseconds since the epoch. In a file it is what the file says; elsewhere the aligned tick the sample belongs to,
   * always a multiple of the interval, and at most one interval before the moment of reading.
   *
   * The tick and not the moment of reading, because then all hosts with the same interval have the same timestamps,
   * rows line up without resampling, and (host, timestamp) identifies a sample.
   */
  readonly timestamp: number;
  /** Name of the host that was read. */
  readonly host: string;
  readonly values: Readonly<Record<string, number>>;
  /** True when the reader itself kept the host busy, e.g. by training a model: nothing fires then, and nothing is learned. */
  readonly disturbed?: boolean;
}

/** A sample that may carry a label: what is known about it. */
export interface LabelledSample extends Sample {
  /** 1: an anomaly, 0: normal. Absent where it is not known. */
  readonly label?: 0 | 1;
}
