// The live page has a copy, browser/units.js: its files are served as they are, without a build, so they cannot import TypeScript. A
// property test keeps the two alike (test/page/modules.test.ts).

/** A number ready to be shown. Text and unit are apart, so that a range can name its unit once. */
export interface Quantity {
  readonly text: string;
  /** Empty for a plain number. */
  readonly unit: string;
}

interface UnitRule {
  readonly suffix: string;
  readonly format: (value: number) => Quantity;
}

const BYTE_STEPS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

function bytes(value: number, per: string): Quantity {
  let scaled = value;
  let step = 0;
  // 999.95 would be shown as "1000.0".
  while (Math.abs(scaled) >= 999.95 && step < BYTE_STEPS.length - 1) {
    scaled /= 1000;
    step += 1;
  }
  return { text: scaled.toFixed(step === 0 ? 0 : 1), unit: `${BYTE_STEPS[step]}${per}` };
}

function plain(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 1e6 || (magnitude > 0 && magnitude < 0.01)) return value.toExponential(2);
  return value.toFixed(magnitude < 100 ? 2 : 0);
}

/** The longest suffix first: `_bytes_per_second` also ends in `_per_second`. */
const RULES: readonly UnitRule[] = [
  { suffix: '_bytes_per_second', format: (value) => bytes(value, '/s') },
  { suffix: '_per_second', format: (value) => ({ text: plain(value), unit: '/s' }) },
  { suffix: '_percent', format: (value) => ({ text: value.toFixed(1), unit: '%' }) },
  { suffix: '_bytes', format: (value) => bytes(value, '') },
  { suffix: '_seconds', format: (value) => ({ text: plain(value), unit: 's' }) },
];

function ruleOf(feature: string): UnitRule | undefined {
  return RULES.find(({ suffix }) => feature.endsWith(suffix) && feature.length > suffix.length);
}

/** The unit of a feature follows from the end of its name, e.g. `cpu_percent`, `network_receive_bytes_per_second`. */
export function quantityOf(feature: string, value: number): Quantity {
  const format = ruleOf(feature)?.format ?? ((number) => ({ text: plain(number), unit: '' }));
  if (Number.isFinite(value)) return format(value);
  return { text: Number.isNaN(value) ? '–' : String(value), unit: format(0).unit };
}

/** The name without its unit: `cpu` for `cpu_percent`. */
export function shortName(feature: string): string {
  const suffix = ruleOf(feature)?.suffix ?? '';
  return feature.slice(0, feature.length - suffix.length);
}

/** `98.7 %`, `1.2 MB/s`, `0.53` */
export function formatQuantity({ text, unit }: Quantity): string {
  return unit === '' ? text : `${text} ${unit}`;
}

/** `3.1–9.8 %`; both units when they differ: `900 B/s–1.2 MB/s`. */
export function formatRange(low: Quantity, high: Quantity): string {
  return low.unit === high.unit
    ? `${low.text}–${formatQuantity(high)}`
    : `${formatQuantity(low)}–${formatQuantity(high)}`;
}
