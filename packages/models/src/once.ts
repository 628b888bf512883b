/** Calls `make` when the value is first asked for, and then lets go of it and all that it holds. */
export function once<T>(make: () => T): () => T {
  let pending: (() => T) | undefined = make;
  let made: T;
  return () => {
    if (pending) {
      made = pending();
      pending = undefined;
    }
    return made;
  };
}
