interface Waiting<Entry> {
  readonly entry: Entry;
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Stores entries in groups: the entries that come while one group is being written form the next, so that many writers share one
 * flush. If a group fails, all its entries fail, and the next group is tried all the same.
 */
export class GroupCommit<Entry> {
  readonly #store: (entries: readonly Entry[]) => Promise<void>;
  readonly #sizeOf: (entry: Entry) => number;
  readonly #groupBytes: number;
  #waiting: Waiting<Entry>[] = [];
  #running: Promise<void> | undefined;
  #entries = 0;
  #bytes = 0;

  /** A group ends with the entry that reaches `groupBytes`. */
  constructor(
    store: (entries: readonly Entry[]) => Promise<void>,
    { sizeOf, groupBytes }: { sizeOf: (entry: Entry) => number; groupBytes: number },
  ) {
    this.#store = store;
    this.#sizeOf = sizeOf;
    this.#groupBytes = groupBytes;
  }

  /** Entries that are not stored yet. */
  get entries(): number {
    return this.#entries;
  }

  /** Their bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Resolves once the entry is stored. Rejects with the reason why it is not. */
  add(entry: Entry): Promise<void> {
    this.#entries += 1;
    this.#bytes += this.#sizeOf(entry);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when no entry is waiting to be stored. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // After this a caller that writes many entries in a loop has written all of them.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#storeGroup(this.#takeGroup());
    this.#running = undefined;
  }

  #takeGroup(): Waiting<Entry>[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#waiting.length && bytes < this.#groupBytes) {
      bytes += this.#sizeOf(this.#waiting[count].entry);
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #storeGroup(group: readonly Waiting<Entry>[]): Promise<void> {
    let settle = ({ resolve }: Waiting<Entry>): void => resolve();
    try {
      await this.#store(group.map(({ entry }) => entry));
    } catch (cause) {
      settle = ({ reject }) => reject(cause);
    }
    for (const waiting of group) {
      this.#entries -= 1;
      this.#bytes -= this.#sizeOf(waiting.entry);
      settle(waiting);
    }
  }
}
