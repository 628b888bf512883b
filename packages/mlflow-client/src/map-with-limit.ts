/**
 * Maps with at most `limit` at a time, in order: a folder of ten thousand runs must not open as many files. Rejects when one
 * does, once nothing goes on any more.
 */
export async function mapWithLimit<From, To>(
  items: readonly From[],
  limit: number,
  map: (item: From) => Promise<To>,
): Promise<To[]> {
  const results = new Array<To>(items.length);
  let next = 0;
  const work = async () => {
    try {
      while (next < items.length) {
        const index = next++;
        results[index] = await map(items[index] as From);
      }
    } finally {
      next = items.length;
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, work));
  for (const ended of workers) if (ended.status === 'rejected') throw ended.reason;
  return results;
}
