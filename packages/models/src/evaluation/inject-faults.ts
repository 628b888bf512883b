import { type Matrix, type Rows, toMatrix } from '../matrix.js';
import { choiceOption, integerOption, numberOption, refuseUnknownOptions } from '../options.js';
import { createRandom, type Random } from '../random.js';

/**
 * - `spike`: one to three rows far off
 * - `level_shift`: all rows off by the same amount
 * - `ramp`: off by more with every row
 * - `flat_line`: the value of the first row stays; single rows do not show it, only sequences do
 */
export type FaultKind = 'spike' | 'level_shift' | 'flat_line' | 'ramp';

const kinds: readonly FaultKind[] = ['spike', 'level_shift', 'flat_line', 'ramp'];

/** Options of {@link injectFaults}. */
export interface InjectFaultsOptions {
  /** How many, at most one for every second row. @default one for every hundred rows, at least 1 */
  readonly faults?: number;
  /** @default all four, in equal shares */
  readonly kinds?: readonly FaultKind[];
  /** Rows of the longest fault but a spike, at least 2. @default 30 */
  readonly longest?: number;
  /** Smallest and largest size in standard deviations of the column. @default 4 and 12 */
  readonly smallest?: number;
  readonly largest?: number;
  /** The same seed and rows give the same faults. @default 42 */
  readonly seed?: number;
}

/** One fault that was put in. */
export interface InjectedFault {
  readonly kind: FaultKind;
  readonly column: number;
  /** Its first row, and the one after its last. */
  readonly start: number;
  readonly end: number;
  /** In the unit of the column, positive or negative; 0 for a flat line. */
  readonly size: number;
}

/** Rows with faults, and where they are. */
export interface FaultyRows {
  readonly rows: Matrix;
  /** 1 for the rows of a fault. */
  readonly labels: Uint8Array;
  readonly faults: readonly InjectedFault[];
}

const optionNames = ['faults', 'kinds', 'longest', 'smallest', 'largest', 'seed'];

/**
 * A copy of consecutive rows with faults put in, each in one column, for models that learn from labels and for tests of detectors.
 * Every fault has a stretch of the rows for itself. A column that never changes takes a hundredth of its value, or 1, for its standard
 * deviation; missing values stay missing. Cost: two passes over the rows.
 *
 * @throws ModelError `INVALID_OPTION`, `INVALID_DATA`
 *
 * @example
 * ```ts
 * const rows = Array.from({ length: 200 }, (_, i) => [Math.sin(i), Math.cos(i)]);
 * const { faults, labels } = injectFaults(rows, { faults: 2, kinds: ['level_shift'], seed: 1 });
 * faults.length; // 2
 * labels[faults[0].start]; // 1
 * ```
 */
export function injectFaults(rows: Rows, options: InjectFaultsOptions = {}): FaultyRows {
  refuseUnknownOptions('injectFaults', options, optionNames);
  const source = toMatrix(rows);
  const most = Math.max(1, Math.floor(source.rows / 2));
  const count = integerOption('faults', options.faults ?? Math.max(1, Math.floor(source.rows / 100)), {
    min: 0,
    max: most,
  });
  const longest = integerOption('longest', options.longest ?? 30, { min: 2 });
  const smallest = numberOption('smallest', options.smallest ?? 4, { min: 0, exclusiveMin: true });
  const largest = numberOption('largest', options.largest ?? 12, { min: smallest });
  const chosen = options.kinds ?? kinds;
  for (const kind of chosen) choiceOption('kinds', kind, kinds);
  const random = createRandom(integerOption('seed', options.seed ?? 42));

  const copy: Matrix = { ...source, data: source.data.slice() };
  const labels = new Uint8Array(source.rows);
  const deviations = standardDeviations(source);
  const faults: InjectedFault[] = [];
  if (source.rows === 0 || chosen.length === 0) return { rows: copy, labels, faults };
  for (let i = 0; i < count; i++) {
    const kind = chosen[i % chosen.length];
    const from = Math.floor((i * source.rows) / count);
    const room = Math.floor(((i + 1) * source.rows) / count) - from;
    const length = Math.min(room, kind === 'spike' ? 1 + random.integer(3) : 2 + random.integer(longest - 1));
    const start = from + random.integer(room - length + 1);
    const column = random.integer(source.columns);
    const sign = random.integer(2) === 0 ? -1 : 1;
    const size = sign * deviations[column] * between(smallest, largest, random);
    const fault = { kind, column, start, end: start + length, size: kind === 'flat_line' ? 0 : size };
    apply(copy, fault);
    labels.fill(1, fault.start, fault.end);
    faults.push(fault);
  }
  return { rows: copy, labels, faults };
}

function apply({ data, columns }: Matrix, { kind, column, start, end, size }: InjectedFault): void {
  const held = data[start * columns + column];
  for (let row = start; row < end; row++) {
    const at = row * columns + column;
    if (kind === 'flat_line') data[at] = Number.isNaN(data[at]) ? data[at] : held;
    else data[at] += kind === 'ramp' ? (size * (row - start + 1)) / (end - start) : size;
  }
}

function between(low: number, high: number, random: Random): number {
  return low + (high - low) * random.uniform();
}

function standardDeviations({ data, rows, columns }: Matrix): number[] {
  return Array.from({ length: columns }, (_, column) => {
    let [count, mean, squares] = [0, 0, 0];
    for (let row = 0; row < rows; row++) {
      const value = data[row * columns + column];
      if (Number.isNaN(value)) continue;
      const difference = value - mean;
      mean += difference / ++count;
      squares += difference * (value - mean);
    }
    const deviation = Math.sqrt(squares / count);
    return deviation > 0 ? deviation : Math.abs(mean) / 100 || 1;
  });
}
