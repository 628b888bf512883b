/**
 * A drawn row in one integer: its number, how often it was drawn, and its class. One array to read and to partition instead of
 * three.
 */
export const packSample = (row: number, count: number, label: number): number =>
  (count << 25) | (label << 24) | row;
export const rowOf = (sample: number): number => sample & 0xffffff;
export const classOf = (sample: number): number => (sample >>> 24) & 1;
export const countOf = (sample: number): number => sample >>> 25;

/** Rows that fit a sample. */
export const maximumRows = 2 ** 24;

/** The largest count that fits a sample. A row is drawn more often with a probability below 1e-200. */
export const maximumCount = 127;
