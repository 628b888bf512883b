import type { LabelledSample } from '../sample.js';
import { type CsvColumns, columnsOf, namesWithoutHeader, withoutTextColumns } from './csv-columns.js';
import { detectDelimiter, splitRecord } from './csv-record.js';
import { readNumber } from './numbers.js';
import type { ResolvedFileOptions } from './options.js';
import { type FileProblems, quote } from './problems.js';
import type { RowReader } from './row-reader.js';
import { SampleMaker } from './sample-maker.js';

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** A record whose quoted cell has not ended yet, and the lines after its first. */
interface OpenRecord {
  text: string;
  readonly line: number;
  readonly following: string[];
}

/** Rows that are read ahead to find out which columns hold text. */
const ROWS_TO_JUDGE_BY = 100;
/** A quote that is still open after so many lines is taken for a stray one, and only its own line is left out. */
const LONGEST_RECORD_LINES = 20;

/** Reads rows of cells. The first row is the header, unless it consists of numbers and times. */
export class CsvReader implements RowReader {
  readonly #options: ResolvedFileOptions;
  readonly #problems: FileProblems;
  readonly #maker: SampleMaker;
  readonly #delimiter: string;
  #columns: CsvColumns | undefined;
  #held: Row[] | undefined = [];
  #open: OpenRecord | undefined;

  constructor(firstLine: string, options: ResolvedFileOptions, problems: FileProblems) {
    this.#options = options;
    this.#problems = problems;
    this.#maker = new SampleMaker(options, problems);
    this.#delimiter = detectDelimiter(firstLine);
  }

  read(line: string, number: number, samples: LabelledSample[]): void {
    const open = this.#open;
    if (!open && line.trim() === '') return;
    const text = open ? `${open.text}\n${line}` : line;
    const cells = splitRecord(text, this.#delimiter);
    if (cells) {
      this.#open = undefined;
      this.#take(cells, open?.line ?? number, samples);
    } else if (!open) {
      this.#open = { text, line: number, following: [] };
    } else {
      open.text = text;
      open.following.push(line);
      if (open.following.length >= LONGEST_RECORD_LINES) this.#giveUp(open, samples);
    }
  }

  end(samples: LabelledSample[]): void {
    while (this.#open) this.#giveUp(this.#open, samples);
    this.#release(samples);
  }

  #giveUp({ text, line, following }: OpenRecord, samples: LabelledSample[]): void {
    this.#open = undefined;
    this.#problems.leaveOut(line, 'unclosed_quote', `${quote(text)} opens a quote that has no end`);
    for (const [i, next] of following.entries()) this.read(next, line + 1 + i, samples);
  }

  #take(cells: readonly string[], line: number, samples: LabelledSample[]): void {
    if (!this.#columns) {
      const names = namesWithoutHeader(cells);
      this.#columns = columnsOf(names ?? cells, line, this.#options, this.#problems);
      if (!names) return;
    }
    const { width } = this.#columns;
    if (cells.length !== width && !isPadded(cells, width)) {
      const message = `${cells.length} cells where there are ${width} columns`;
      this.#problems.leaveOut(line, 'ragged_row', message);
      return;
    }
    if (!this.#held) {
      this.#emit(this.#columns, { cells, line }, samples);
      return;
    }
    this.#held.push({ cells, line });
    if (this.#held.length === ROWS_TO_JUDGE_BY) this.#release(samples);
  }

  #release(samples: LabelledSample[]): void {
    if (!this.#columns || !this.#held) return;
    const held = this.#held;
    this.#held = undefined;
    this.#columns = withoutTextColumns(this.#columns, held, this.#options, this.#problems);
    for (const row of held) this.#emit(this.#columns, row, samples);
  }

  #emit({ timestamp, host, label, features }: CsvColumns, { cells, line }: Row, samples: LabelledSample[]) {
    if (features.length === 0) {
      this.#problems.leaveOut(line, 'no_values', 'no column holds numbers');
      return;
    }
    const values: Record<string, number> = {};
    for (const { name, index } of features) values[name] = this.#value(cells[index], name, line);
    const sample = this.#maker.make(
      {
        timestamp: timestamp === undefined ? undefined : cells[timestamp],
        hasTimestamp: timestamp !== undefined,
        host: host === undefined ? undefined : cells[host].trim(),
        label: label === undefined ? undefined : cells[label],
        values,
      },
      line,
    );
    if (sample) samples.push(sample);
  }

  #value(cell: string, name: string, line: number): number {
    // Semicolons separate cells where the comma is the decimal sign.
    const number =
      readNumber(cell) ?? (this.#delimiter === ';' ? readNumber(cell.replace(',', '.')) : undefined);
    if (number !== undefined) return number;
    this.#problems.note(line, 'not_a_number', `${name} is ${quote(cell)}, not a number`);
    return Number.NaN;
  }
}

/** Whether a row has only empty cells beyond its columns, as spreadsheets write. */
function isPadded(cells: readonly string[], width: number): boolean {
  return cells.length > width && cells.slice(width).every((cell) => cell.trim() === '');
}
