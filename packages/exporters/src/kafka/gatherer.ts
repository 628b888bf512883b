interface GathererOptions<Item> {
  /** Longest that an item waits for others. */
  readonly lingerMilliseconds: number;
  /** Items of one batch at most. A full batch does not wait. */
  readonly batchSize: number;
  /** Sends one batch. Never rejects. */
  readonly send: (items: Item[]) => Promise<void>;
}

/** Gathers items into batches by time and number. One batch is under way at a time, so that items stay in order. */
export class Gatherer<Item> {
  readonly #options: GathererOptions<Item>;
  #waiting: { readonly item: Item; readonly since: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #draining = false;

  constructor(options: GathererOptions<Item>) {
    this.#options = options;
  }

  add(item: Item): void {
    this.#waiting.push({ item, since: performance.now() });
    this.#schedule();
  }

  /** Forgets what waits. A batch under way goes on. */
  clear(): void {
    this.#waiting = [];
  }

  /** Sends all that waits without further delay. */
  async drain(): Promise<void> {
    this.#draining = true;
    clearTimeout(this.#timer);
    await this.#sending;
    while (this.#waiting.length > 0) await this.#send();
  }

  #schedule(): void {
    const [oldest] = this.#waiting;
    if (oldest === undefined || this.#sending !== undefined || this.#draining) return;
    const { batchSize, lingerMilliseconds } = this.#options;
    const isFull = this.#waiting.length >= batchSize;
    const wait = isFull ? 0 : oldest.since + lingerMilliseconds - performance.now();
    if (wait > 0) this.#timer ??= setTimeout(() => this.#start(), wait);
    else this.#start();
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending = this.#send().finally(() => {
      this.#sending = undefined;
      this.#schedule();
    });
  }

  #send(): Promise<void> {
    const batch = this.#waiting.splice(0, this.#options.batchSize);
    return this.#options.send(batch.map(({ item }) => item));
  }
}
