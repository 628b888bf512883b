import type { Sample } from '@ad/models';

/** Merges sources that are each in order of time into one that is. Samples of the same time keep the order of the sources. */
export async function* mergeByTime<T extends Pick<Sample, 'timestamp'>>(
  sources: readonly AsyncGenerator<T, void, undefined>[],
): AsyncGenerator<T, void, undefined> {
  const open = sources.map((source) => ({ source, next: undefined as T | undefined }));
  try {
    for (const entry of open) entry.next = await take(entry.source);
    while (true) {
      let earliest: (typeof open)[number] | undefined;
      for (const entry of open) {
        if (!entry.next) continue;
        if (!earliest?.next || entry.next.timestamp < earliest.next.timestamp) earliest = entry;
      }
      if (!earliest?.next) return;
      yield earliest.next;
      earliest.next = await take(earliest.source);
    }
  } finally {
    await Promise.allSettled(sources.map((source) => source.return()));
  }
}

async function take<T>(source: AsyncGenerator<T, void, undefined>): Promise<T | undefined> {
  const { done, value } = await source.next();
  return done ? undefined : value;
}
