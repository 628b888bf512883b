import type { Sample } from './sample.js';

/** A sample of which somebody may have said what it was. */
export interface LabelledSample extends Sample {
  /** 1: an anomaly, 0: none. Absent where nobody said. */
  readonly label?: 0 | 1;
}
