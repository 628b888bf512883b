interface Unit {
  readonly suffix: string;
  readonly name: string;
  /** Whether it is written with kilo, mega, giga where numbers are large. */
  readonly scales?: boolean;
}

/** The longest suffix first: `_bytes_per_second` also ends in `_per_second`. */
const units: readonly Unit[] = [
  { suffix: '_bytes_per_second', name: 'B/s', scales: true },
  { suffix: '_per_second', name: '/s' },
  { suffix: '_percent', name: '%' },
  { suffix: '_bytes', name: 'B', scales: true },
  { suffix: '_milliseconds', name: 'ms' },
  { suffix: '_seconds', name: 's' },
];
const noUnit: Unit = { suffix: '', name: '' };
const prefixes = ['', 'k', 'M', 'G', 'T', 'P'];
const mostDecimals = 6;

/** Writes values of one feature side by side: the same unit and as many decimals for all. */
export interface Notation {
  readonly unit: string;
  /** The number without its unit. */
  write(value: number): string;
}

/**
 * A notation in which values of a feature are short, yet those that differ look different (unless they differ by less than a
 * millionth). The unit follows from the end of the feature's name: `memory_percent`, `disk_read_bytes_per_second`.
 */
export function notationFor(feature: string, values: readonly number[]): Notation {
  const { name, scales } = units.find(({ suffix }) => feature.endsWith(suffix)) ?? noUnit;
  const largest = Math.max(...values.map(Math.abs));
  let step = 0;
  if (scales) while (step < prefixes.length - 1 && largest >= 1000 ** (step + 1)) step++;
  const divisor = 1000 ** step;
  const size = largest / divisor;
  const unit = `${prefixes[step]}${name}`;
  if (size >= 1e9 || (size > 0 && size < 1e-4))
    return { unit, write: (value) => (value / divisor).toPrecision(3) };
  let decimals = size >= 10 ? 0 : size >= 1 ? 1 : 2;
  const write = (value: number) => withoutNegativeZero((value / divisor).toFixed(decimals));
  const distinct = new Set(values).size;
  while (decimals < mostDecimals && new Set(values.map(write)).size < distinct) decimals++;
  return { unit, write };
}

function withoutNegativeZero(text: string): string {
  return /^-0(\.0+)?$/.test(text) ? text.slice(1) : text;
}
