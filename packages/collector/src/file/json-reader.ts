import type { LabelledSample } from '../sample.js';
import { findRoles } from './names.js';
import { readNumber } from './numbers.js';
import type { ResolvedFileOptions } from './options.js';
import { type FileProblems, quote } from './problems.js';
import type { RowReader } from './row-reader.js';
import { SampleMaker } from './sample-maker.js';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads JSON lines: samples and verdicts (numbers under `values`), and flat objects such as the messages of the Kafka topic.
 * Fields may differ from line to line.
 */
export class JsonReader implements RowReader {
  readonly #options: ResolvedFileOptions;
  readonly #problems: FileProblems;
  readonly #flat: SampleMaker;
  readonly #nested: SampleMaker;
  /** Fields of flat objects that have held a number: null means a missing value there. */
  readonly #numeric = new Set<string>();

  constructor(options: ResolvedFileOptions, problems: FileProblems) {
    this.#options = options;
    this.#problems = problems;
    this.#flat = new SampleMaker(options, problems);
    // Times of samples and verdicts are milliseconds by definition.
    this.#nested = new SampleMaker({ ...options, timeUnit: options.timeUnit ?? 'milliseconds' }, problems);
  }

  read(line: string, number: number, samples: LabelledSample[]): void {
    if (line.trim() === '') return;
    const row = parseObject(line);
    if (!row) {
      this.#problems.leaveOut(number, 'not_json', `${quote(line)} is not a JSON object`);
      return;
    }
    const { values: nested } = row;
    const roles = findRoles(Object.keys(row), this.#options.columns);
    const values = isObject(nested)
      ? this.#nestedValues(nested, number)
      : this.#flatValues(row, roles.isFeature);
    if (Object.keys(values).length === 0) {
      this.#problems.leaveOut(number, 'no_values', `${quote(line)} has no number in it`);
      return;
    }
    const host = roles.host === undefined ? undefined : row[roles.host];
    const raw = {
      timestamp: roles.timestamp === undefined ? undefined : row[roles.timestamp],
      hasTimestamp: roles.timestamp !== undefined,
      host: typeof host === 'string' || typeof host === 'number' ? String(host) : undefined,
      label: roles.label === undefined ? undefined : row[roles.label],
      values,
      disturbed: isObject(nested) && row.disturbed === true,
    };
    const sample = (isObject(nested) ? this.#nested : this.#flat).make(raw, number);
    if (sample) samples.push(sample);
  }

  end(): void {}

  #nestedValues(nested: JsonObject, line: number): Record<string, number> {
    const values: Record<string, number> = {};
    for (const [name, value] of Object.entries(nested)) {
      if (!this.#isWanted(name)) continue;
      const number = asNumber(value);
      if (number === undefined) {
        this.#problems.note(line, 'not_a_number', `${name} is ${quote(JSON.stringify(value))}, not a number`);
      }
      values[name] = number ?? Number.NaN;
    }
    return values;
  }

  #flatValues(row: JsonObject, isFeature: (name: string) => boolean): Record<string, number> {
    const values: Record<string, number> = {};
    for (const [name, value] of Object.entries(row)) {
      if (!isFeature(name) || !this.#isWanted(name)) continue;
      const number = asNumber(value);
      if (typeof value === 'number') this.#numeric.add(name);
      if (number !== undefined && this.#numeric.has(name)) values[name] = number;
    }
    return values;
  }

  #isWanted(name: string): boolean {
    return this.#options.features?.has(name) ?? true;
  }
}

/** `NaN` for a missing value, undefined for what is not a number. */
function asNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN;
  if (value === null) return Number.NaN;
  return typeof value === 'string' ? readNumber(value) : undefined;
}

function parseObject(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
