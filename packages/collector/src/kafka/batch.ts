import type { Sample } from '../sample.js';
import type { RawMessage } from './message.js';

/** Samples of one partition, in their order. */
export interface SampleBatch {
  readonly topic: string;
  readonly partition: number;
  /** Grows each time that this reader joins its group: what it remembered of partitions may be out of date then. */
  readonly generation: number;
  readonly records: readonly SampleRecord[];
  /** Where the partition goes on after this batch, to be committed once it is processed. */
  readonly nextOffset: number;
  /** Messages that are in the partition after this batch. */
  readonly lag: number;
  /**
   * True once the partition may be somebody else's soon, or is already: do not commit any more. From the moment it turns true
   * there is at least a second left for a commit that is under way, unless this process was too busy to say that it is alive.
   */
  isStale(): boolean;
}

/** A sample and where it came from. */
export interface SampleRecord {
  readonly partition: number;
  readonly offset: number;
  readonly sample: Sample;
  /** Names one life of the sender, in which `sequence` counts. */
  readonly boot?: string;
  readonly sequence?: number;
  /** What lies in the topic. */
  readonly message: RawMessage;
}
