/** Rows with their times; values row after row, `NaN` where missing. */
export interface TimedRows {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** State of a {@link History}. */
export interface HistoryState extends TimedRows {
  readonly isLeftOut: Uint8Array;
}

/** Rows with their times, oldest first, up to a number of them: what a forecast is fitted on. Missing values are `NaN`. */
export class History {
  readonly features: number;
  readonly #limit: number;
  #times: Float64Array;
  #values: Float64Array;
  #isLeftOut: Uint8Array;
  #length: number;

  constructor(features: number, limit: number, from?: HistoryState) {
    this.features = features;
    this.#limit = limit;
    this.#times = from?.times.slice() ?? new Float64Array(64);
    this.#values = from?.values.slice() ?? new Float64Array(64 * features);
    this.#isLeftOut = from?.isLeftOut.slice() ?? new Uint8Array(64);
    this.#length = from?.times.length ?? 0;
  }

  get length(): number {
    return this.#length;
  }

  /** Milliseconds since the epoch; valid until the next push. */
  get times(): Float64Array {
    return this.#times.subarray(0, this.#length);
  }

  /** Row after row, in the precision that steps of a large counter need; valid until the next push. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.#length * this.features);
  }

  /** The oldest half makes room when it is full. */
  push(time: number, row: ArrayLike<number>): void {
    if (this.#length >= this.#limit) this.#dropHalf();
    if (this.#length === this.#times.length) this.#grow();
    this.#times[this.#length] = time;
    this.#values.set(row, this.#length * this.features);
    this.#isLeftOut[this.#length] = 0;
    this.#length++;
  }

  /** Not to be learned from. */
  leaveOut(index: number): void {
    this.#isLeftOut[index] = 1;
  }

  /** Per row, 1 where it is not to be learned from. */
  get isLeftOut(): Uint8Array {
    return this.#isLeftOut.subarray(0, this.#length);
  }

  state(): HistoryState {
    return { times: this.times.slice(), values: this.values.slice(), isLeftOut: this.isLeftOut.slice() };
  }

  #grow(): void {
    // By a quarter: many hosts are kept at once, and most of their memory is this.
    const capacity = Math.min(this.#limit, Math.max(64, Math.ceil(1.25 * this.#times.length)));
    const times = new Float64Array(capacity);
    const values = new Float64Array(capacity * this.features);
    const isLeftOut = new Uint8Array(capacity);
    times.set(this.#times);
    values.set(this.#values);
    isLeftOut.set(this.#isLeftOut);
    this.#times = times;
    this.#values = values;
    this.#isLeftOut = isLeftOut;
  }

  #dropHalf(): void {
    const dropped = this.#length >> 1;
    this.#times.copyWithin(0, dropped, this.#length);
    this.#isLeftOut.copyWithin(0, dropped, this.#length);
    this.#values.copyWithin(0, dropped * this.features, this.#length * this.features);
    this.#length -= dropped;
  }
}
