import type { Sample } from '../sample.js';
import type { RawMessage } from './message/raw-message.js';

/** Samples of one partition, in their order. */
export interface SampleBatch {
  readonly topic: string;
  readonly partition: number;
  /** Grows each time that this source joins its group: what you remember about partitions may be out of date then. */
  readonly generation: number;
  readonly records: readonly SampleRecord[];
  /** The offset after this batch, to be committed once it is processed. */
  readonly nextOffset: number;
  /** Messages in the partition after this batch. */
  readonly lag: number;
  /**
   * True once another member has the partition or may get it soon: do not commit then. A commit that was already running when
   * it turned true has at least a second to finish, unless this process was too busy to send heartbeats.
   */
  isStale(): boolean;
}

/** A sample and where it came from. */
export interface SampleRecord {
  readonly partition: number;
  readonly offset: number;
  readonly sample: Sample;
  /** Identifies one run of the sender, within which `sequence` counts. */
  readonly boot?: string;
  readonly sequence?: number;
  /** The message it was read from. */
  readonly message: RawMessage;
}
