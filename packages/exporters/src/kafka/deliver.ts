import type { KafkaFailure } from './failure.js';

/**
 * Sends items as one batch. If one of them is refused, sends the two halves, and so on, until the bad item fails alone and all
 * others have arrived in order. Reports the result of each part. Returns a failure that the next items would meet as well.
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
