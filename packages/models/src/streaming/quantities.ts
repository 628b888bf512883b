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

/** Values of one feature, written side by side: the same unit and as many decimals for all. */
export interface Written {
  readonly texts: readonly string[];
  readonly unit: string;
}

/**
 * Writes a few values of a feature so that they are short, yet those that differ look different (unless they differ by less
 * than a millionth). The unit follows from the end of the feature's name: `memory_percent`, `disk_read_bytes_per_second`.
 */
export function writeTogether(feature: string, values: readonly number[]): Written {
  const { name, scales } = units.find(({ suffix }) => feature.endsWith(suffix)) ?? noUnit;
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  let step = 0;
  if (scales) while (step < prefixes.length - 1 && largest >= 1000 ** (step + 1)) step++;
  const divisor = 1000 ** step;
  const size = largest / divisor;
  const unit = `${prefixes[step]}${name}`;
  if (size >= 1e9 || (size > 0 && size < 1e-4)) {
    return { texts: values.map((value) => (value / divisor).toPrecision(3)), unit };
  }
  let decimals = size >= 10 ? 0 : size >= 1 ? 1 : 2;
  let texts = values.map((value) => fixed(value / divisor, decimals));
  while (decimals < mostDecimals && hidesDifference(values, texts)) {
    decimals++;
    texts = values.map((value) => fixed(value / divisor, decimals));
  }
  return { texts, unit };
}

function hidesDifference(values: readonly number[], texts: readonly string[]): boolean {
  for (let i = 1; i < texts.length; i++) {
    for (let j = 0; j < i; j++) if (texts[i] === texts[j] && values[i] !== values[j]) return true;
  }
  return false;
}

function fixed(value: number, decimals: number): string {
  // The same as below, and five times as fast.
  if (decimals === 0 && value >= 0) return String(Math.round(value));
  const text = value.toFixed(decimals);
  // A small negative number must not be written as a negative zero.
  return value < 0 && Number(text) === 0 ? text.slice(1) : text;
}
