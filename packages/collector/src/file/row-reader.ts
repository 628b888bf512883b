import type { LabelledSample } from '../sample.js';

/** Turns the lines of a file, one by one, into samples. It may hold some back. */
export interface RowReader {
  /** Takes a line and appends what has become ready to `samples`. */
  read(line: string, number: number, samples: LabelledSample[]): void;
  /** There are no more lines: appends what was held back. */
  end(samples: LabelledSample[]): void;
}
