/**
 * What is wrong in a file.
 *
 * The row is left out:
 * - `bad_timestamp`: its time is missing or cannot be understood
 * - `ragged_row`: it has more or fewer cells than the header
 * - `unclosed_quote`: a quoted cell has no end
 * - `line_too_long`: more than a million characters
 * - `not_json`: not a JSON object, e.g. the incomplete last line of a writer that was killed
 * - `no_values`: an object without a number
 *
 * The row is kept:
 * - `not_a_number`: a cell is neither a number nor empty; its value is missing
 * - `bad_label`: a label is neither 0 nor 1; the sample has none
 * - `out_of_order`: its time is before that of the previous row of the same host
 *
 * About columns:
 * - `unnamed_column`: no name in the header; left out
 * - `text_column`: no number in its first hundred rows; left out
 * - `duplicate_column`: two of the same name; the second is called `name_2`
 */
export type FileProblemReason =
  | 'bad_timestamp'
  | 'ragged_row'
  | 'unclosed_quote'
  | 'line_too_long'
  | 'not_json'
  | 'no_values'
  | 'not_a_number'
  | 'bad_label'
  | 'out_of_order'
  | 'unnamed_column'
  | 'text_column'
  | 'duplicate_column';

/** Something in a file that could not be used as it stands. */
export interface FileProblem {
  readonly path: string;
  /** Counted from 1, the header included. */
  readonly line: number;
  readonly reason: FileProblemReason;
  /** What is wrong, for people. */
  readonly message: string;
}

/** After so many of one reason, further ones are only counted. */
const MOST_REPORTED = 10;

/** Counts problems and reports the first few of each reason. */
export class FileProblems {
  readonly counts = new Map<FileProblemReason, number>();
  /** Rows that were left out. */
  rowsLeftOut = 0;
  /** For the message when nothing could be read: the first row that was left out, or else the first problem. */
  first: FileProblem | undefined;
  readonly #path: string;
  readonly #onProblem: (problem: FileProblem) => void;

  constructor(path: string, onProblem: (problem: FileProblem) => void) {
    this.#path = path;
    this.#onProblem = onProblem;
  }

  /** The row is left out. */
  leaveOut(line: number, reason: FileProblemReason, message: string): void {
    if (this.rowsLeftOut++ === 0) this.first = undefined;
    this.note(line, reason, message);
  }

  /** The row is kept. */
  note(line: number, reason: FileProblemReason, message: string): void {
    const count = (this.counts.get(reason) ?? 0) + 1;
    this.counts.set(reason, count);
    if (count > MOST_REPORTED) return;
    const problem = { path: this.#path, line, reason, message };
    this.first ??= problem;
    this.#onProblem(problem);
  }
}

/** A cell or line in a message: in quotes, and not all of it when it is long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
