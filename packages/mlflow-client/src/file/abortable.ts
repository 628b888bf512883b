/** Methods that return an iterable, not a promise. */
const iterables: ReadonlySet<string | symbol> = new Set([
  'metricHistory',
  'search',
  'searchModels',
  'searchVersions',
]);

/**
 * The same methods, each of which first looks at the signal in its last argument. What goes on in a folder is over so soon
 * that looking once is enough.
 */
export function abortable<Store extends object>(store: Store): Store {
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...call: unknown[]): unknown => {
        const signal = signalOf(call.at(-1));
        if (!signal?.aborted) return Reflect.apply(method, target, call);
        return iterables.has(name) ? endedSearch(signal) : Promise.reject(signal.reason);
      };
    },
  });
}

function signalOf(options: unknown): AbortSignal | undefined {
  if (typeof options !== 'object' || options === null || !('signal' in options)) return undefined;
  return options.signal instanceof AbortSignal ? options.signal : undefined;
}

// biome-ignore lint/correctness/useYield: it ends before its first item.
async function* endedSearch(signal: AbortSignal): AsyncGenerator<never, void, undefined> {
  throw signal.reason;
}
