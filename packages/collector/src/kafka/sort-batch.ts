import type { SampleRecord } from './batch.js';
import type { Letter } from './letter.js';
import { parseSampleMessage, type TimeBounds } from './parse.js';
import type { KafkaBatchPayload } from './port.js';

/** What is in a batch of messages. */
export interface SortedBatch {
  readonly records: SampleRecord[];
  /** What is no sample. */
  readonly letters: Letter[];
  readonly nextOffset: number;
  readonly lag: number;
}

/** Tells the samples from the rest. */
export function sortBatch(batch: KafkaBatchPayload['batch'], topic: string, bounds: TimeBounds): SortedBatch {
  const { partition } = batch;
  const records: SampleRecord[] = [];
  const letters: Letter[] = [];
  for (const message of batch.messages) {
    const offset = Number(message.offset);
    const parsed = parseSampleMessage(message, bounds);
    if (!parsed.ok) {
      const { reason, detail } = parsed;
      letters.push({ message, topic, partition, offset, reason, detail });
    } else if (parsed.boot === undefined || parsed.sequence === undefined) {
      records.push({ partition, offset, sample: parsed.sample, message });
    } else {
      const { sample, boot, sequence } = parsed;
      records.push({ partition, offset, sample, boot, sequence, message });
    }
  }
  // The last offset may be one of a message that is not handed out: the mark at the end of a transaction.
  const nextOffset = Number(batch.lastOffset()) + 1;
  return { records, letters, nextOffset, lag: Math.max(0, Number(batch.highWatermark) - nextOffset) };
}
