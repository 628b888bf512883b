/** Something that forecasts the next row of a sequence from the rows before it. Rows are scaled, without gaps. */
export interface Forecaster {
  /** A new sequence. Many may run side by side. */
  start(): ForecastRun;
}

/** One sequence in progress. */
export interface ForecastRun {
  /**
   * What the next row is expected to be; meaningless until `sequenceLength` rows were seen. {@link ForecastRun.see} overwrites it.
   */
  readonly forecast: Float64Array;
  /** Takes in the row that came. */
  see(row: Float32Array): void;
}
