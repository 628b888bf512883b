import type { Json } from '../codec.js';
import { checkRowLength } from '../matrix.js';
import type { Attribution } from '../verdict.js';

/** A sequence of rows being scored: the part of a {@link ModelStream} that a kind of model supplies. */
export interface ScoreStream {
  /** The score of the next row. */
  push(row: ArrayLike<number>): number;
  /** What each column added to the last score; it is read before the next push. */
  readonly contributions?: Float64Array;
  /** What the last row was expected to be; only from models that forecast. */
  readonly forecast?: Float64Array;
  /** All that the scores to come depend on, as plain JSON. */
  snapshot(): Json;
}

/** What a {@link ModelStream} says of one row. */
export interface StreamStep {
  /** Higher is more anomalous; `NaN` where the model cannot score yet. */
  readonly score: number;
  /** What the row was expected to be, in the units of the data; only from models that forecast. */
  readonly forecast?: Float64Array;
}

/** What a stream takes from its model. */
interface StreamParts {
  readonly scores: ScoreStream;
  readonly columns: number;
  readonly explain: (row: ArrayLike<number>, contributions: Float64Array | undefined) => Attribution[];
}

/**
 * Rows of one source, scored as they come. A model that looks at rows one by one scores each as `scoreRow` does; a model of
 * sequences remembers what it needs of the rows before, and gives each row the score that it has in `score` of all of them.
 * Made by `createStream`; keep one per source, the model is shared.
 */
export class ModelStream {
  readonly #parts: StreamParts;
  #last: ArrayLike<number> | undefined;

  constructor(parts: StreamParts) {
    this.#parts = parts;
  }

  /** Scores the next row. @throws ModelError `INVALID_DATA` when it has another number of columns than in training. */
  push(row: ArrayLike<number>): StreamStep {
    const { scores, columns } = this.#parts;
    checkRowLength(row, columns);
    this.#last = row;
    const score = scores.push(row);
    const { forecast } = scores;
    return forecast ? { score, forecast } : { score };
  }

  /**
   * What each feature added to the score of the last row, largest first. Empty before the first.
   *
   * @throws ModelError `INVALID_OPTION` when this kind of model cannot explain itself.
   */
  explain(): Attribution[] {
    return this.#last ? this.#parts.explain(this.#last, this.#parts.scores.contributions) : [];
  }

  /** The state as plain JSON, for `createStream` of the same model; the stream then goes on as this one would. */
  snapshot(): Json {
    return this.#parts.scores.snapshot();
  }
}
