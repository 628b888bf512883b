import type { KafkaFailure } from './failure.js';

/**
 * Sends items together. While one of them is refused, halves the batch, so that the bad one fails alone, and every other one
 * arrives, in order. Reports each part with what came of it. Answers with a failure that would meet the next items as well.
 */
export async function deliver<Item>(
  items: readonly Item[],
  send: (items: readonly Item[]) => Promise<KafkaFailure | undefined>,
  report: (items: readonly Item[], failure: KafkaFailure | undefined) => void,
): Promise<KafkaFailure | undefined> {
  const failure = await send(items);
  if (failure?.ofOneMessage && items.length > 1) {
    const middle = Math.ceil(items.length / 2);
    const rest = items.slice(middle);
    const stopped = await deliver(items.slice(0, middle), send, report);
    if (stopped === undefined) return deliver(rest, send, report);
    report(rest, stopped);
    return stopped;
  }
  report(items, failure);
  return failure?.ofOneMessage ? undefined : failure;
}
