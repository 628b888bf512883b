/** Bounds of a {@link RowLog}. */
export interface RowLogLimits {
  readonly maxRows: number;
  /** Of all rows together. */
  readonly maxCharacters: number;
  /** Rows that are older than the newest by more than this are forgotten. */
  readonly spanMilliseconds: number;
}

/**
 * The latest rows, each a text, numbered from 0 in the order in which they came. When a bound is reached, the oldest rows are
 * forgotten. Numbers are never used again, so a reader that knows its last row gets exactly the rows that it has missed.
 */
export class RowLog {
  readonly #limits: RowLogLimits;
  readonly #texts: string[] = [];
  readonly #times: Float64Array;
  #start = 0;
  #end = 0;
  #characters = 0;

  constructor(limits: RowLogLimits) {
    this.#limits = limits;
    this.#times = new Float64Array(limits.maxRows);
  }

  /** Number of the oldest row. */
  get start(): number {
    return this.#start;
  }

  /** Number that the next row will have. */
  get end(): number {
    return this.#end;
  }

  /** Adds a row; `time` in milliseconds. */
  append(time: number, text: string): void {
    const { maxRows, maxCharacters, spanMilliseconds } = this.#limits;
    if (this.#end - this.#start === maxRows) this.#forgetOldest();
    const slot = this.#end % maxRows;
    this.#texts[slot] = text;
    this.#times[slot] = time;
    this.#characters += text.length;
    this.#end += 1;
    // The newest row stays, however large it is.
    while (
      this.#end - this.#start > 1 &&
      (this.#characters > maxCharacters || time - this.#times[this.#start % maxRows] > spanMilliseconds)
    ) {
      this.#forgetOldest();
    }
  }

  /** Rows from the given number on, at least one if there is any, and about `maxCharacters` at most. */
  read(from: number, maxCharacters: number): string[] {
    const rows: string[] = [];
    let characters = 0;
    for (let row = Math.max(from, this.#start); row < this.#end && characters < maxCharacters; row++) {
      const text = this.#texts[row % this.#limits.maxRows];
      rows.push(text);
      characters += text.length;
    }
    return rows;
  }

  #forgetOldest(): void {
    const slot = this.#start % this.#limits.maxRows;
    this.#characters -= this.#texts[slot].length;
    this.#texts[slot] = '';
    this.#start += 1;
  }
}
