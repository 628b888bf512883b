const missing = new Set(['', 'nan', 'null', 'none', 'na', 'n/a', 'nil', '-', '?']);

/**
 * A cell as a number: `NaN` where it is empty, infinite or a word for a missing value; undefined where it is something
 * else.
 */
export function readNumber(cell: string): number | undefined {
  const value = Number(cell);
  // An empty cell is 0 for Number.
  if (Number.isFinite(value) && (value !== 0 || cell.trim() !== '')) return value;
  const text = cell.trim().toLowerCase();
  const isMissing = missing.has(text) || /^[+-]?(inf(inity)?|nan)$/.test(text) || !Number.isNaN(value);
  return isMissing ? Number.NaN : undefined;
}

/** Reads a label: 0, 1, `true` or `false`; absent where it is missing. */
export function readLabel(value: unknown): { ok: true; label?: 0 | 1 } | { ok: false } {
  const text = String(value ?? '')
    .trim()
    .toLowerCase();
  if (missing.has(text)) return { ok: true };
  if (text === 'true') return { ok: true, label: 1 };
  if (text === 'false') return { ok: true, label: 0 };
  const number = Number(text);
  return number === 0 || number === 1 ? { ok: true, label: number } : { ok: false };
}
