import { type Field, type Fields, parseField, type Searchable, valueAt } from './fields.js';
import { invalidSearch } from './tokens.js';

/** Puts two items in order: negative when the first goes first. */
export type Order = (a: Searchable, b: Searchable) => number;

/** A part of an order: what it looks at, and which way it goes. */
export interface Clause {
  readonly field: Field;
  readonly sign: 1 | -1;
}

/** Reads clauses such as `metrics.auc DESC`; ascending is the default. What is missing goes last, NaN just before. */
export function parseOrder(clauses: readonly string[], fields: Fields): Order {
  return orderBy(parseClauses(clauses, fields));
}

/** The clauses of an order, the first of which goes first. */
export function parseClauses(clauses: readonly string[], fields: Fields): Clause[] {
  return clauses.map((clause) => {
    const { name, isDescending } = splitClause(clause);
    const isQuoted = name.includes('`') || name.includes('"');
    if (/\s/.test(name) && !isQuoted) throw invalidSearch(`cannot read the order "${clause}"`);
    const field = parseField(name, fields);
    if (field.entity === 'dataset') throw invalidSearch(`cannot order by "${clause}"`);
    return { field, sign: isDescending ? -1 : 1 };
  });
}

/** The name in a clause, and its direction: ascending unless it ends with `DESC`. */
export function splitClause(clause: string): { readonly name: string; readonly isDescending: boolean } {
  const [, name = '', direction = ''] = /^\s*(.*?)(?:\s+(asc|desc))?\s*$/is.exec(clause) ?? [];
  return { name, isDescending: direction.toLowerCase() === 'desc' };
}

/** The order that clauses mean. */
export function orderBy(clauses: readonly Clause[]): Order {
  return (a, b) => {
    for (const { field, sign } of clauses) {
      const result = compare(valueAt(a, field), valueAt(b, field), sign);
      if (result !== 0) return result;
    }
    return 0;
  };
}

function compare(a: string | number | undefined, b: string | number | undefined, sign: number): number {
  const rank = (value: string | number | undefined) =>
    value === undefined ? 2 : Number.isNaN(value) ? 1 : 0;
  const byRank = rank(a) - rank(b);
  if (byRank !== 0 || a === undefined || b === undefined || rank(a) > 0) return byRank;
  return sign * (a < b ? -1 : a > b ? 1 : 0);
}
