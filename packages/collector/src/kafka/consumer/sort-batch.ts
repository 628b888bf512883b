import type { SampleRecord } from '../batch.js';
import type { DeadLetter } from '../dead-letters/dead-letter.js';
import { parseSampleMessage, type TimeBounds } from '../message/parse.js';
import type { KafkaBatchPayload } from '../port.js';

/** The messages of a batch, sorted into samples and dead letters. */
export interface SortedBatch {
  readonly records: SampleRecord[];
  readonly deadLetters: DeadLetter[];
  readonly nextOffset: number;
  readonly lag: number;
}

/** Reads every message of a batch. */
export function sortBatch(batch: KafkaBatchPayload['batch'], topic: string, bounds: TimeBounds): SortedBatch {
  const { partition } = batch;
  const records: SampleRecord[] = [];
  const deadLetters: DeadLetter[] = [];
  for (const message of batch.messages) {
    const offset = Number(message.offset);
    const parsed = parseSampleMessage(message, bounds);
    if (!parsed.ok) {
      const { reason, detail } = parsed;
      deadLetters.push({ message, topic, partition, offset, reason, detail });
    } else if (parsed.boot === undefined || parsed.sequence === undefined) {
      records.push({ partition, offset, sample: parsed.sample, message });
    } else {
      const { sample, boot, sequence } = parsed;
      records.push({ partition, offset, sample, boot, sequence, message });
    }
  }
  // Not the offset of the last message: a transaction ends with a marker, which has an offset and is not handed out.
  const nextOffset = Number(batch.lastOffset()) + 1;
  return { records, deadLetters, nextOffset, lag: Math.max(0, Number(batch.highWatermark) - nextOffset) };
}
