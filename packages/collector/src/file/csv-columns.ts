import { CollectorError } from '../errors.js';
import { TimeReader } from '../time.js';
import { findRoles } from './names.js';
import { readNumber } from './numbers.js';
import type { ResolvedFileOptions } from './options.js';
import { type FileProblems, quote } from './problems.js';

/** Which cell of a row holds what. */
export interface CsvColumns {
  /** Cells of a row. */
  readonly width: number;
  readonly timestamp: number | undefined;
  readonly host: number | undefined;
  readonly label: number | undefined;
  readonly features: readonly { readonly name: string; readonly index: number }[];
}

/** Made-up names for the columns of a file without a header; undefined when the first row is a header. */
export function namesWithoutHeader(first: readonly string[]): string[] | undefined {
  const isTime = (cell: string) => !Number.isNaN(new TimeReader(undefined).read(cell));
  if (!first.every(isTime)) return undefined;
  return first.map((cell, index) => (Number.isFinite(Number(cell)) ? `f${index}` : 'timestamp'));
}

/** Throws a {@link CollectorError} with code `invalid_option` when an option names a column that is not there. */
export function columnsOf(
  header: readonly string[],
  line: number,
  options: ResolvedFileOptions,
  problems: FileProblems,
): CsvColumns {
  const names = distinctNames(header, line, problems);
  const required: (readonly [option: string, name: string])[] = Object.entries(options.columns).map(
    ([role, name]) => [`columns.${role}`, name],
  );
  for (const name of options.features ?? []) required.push(['features', name]);
  for (const [option, name] of required) {
    if (names.includes(name)) continue;
    const known = names.filter((known) => known !== '').join(', ');
    const message = `${option} must name a column of ${options.path} (${known}), got ${quote(name)}`;
    throw new CollectorError('invalid_option', message);
  }
  const roles = findRoles(names, options.columns);
  const indexOf = (name: string | undefined) => (name === undefined ? undefined : names.indexOf(name));
  const features = names
    .map((name, index) => ({ name, index }))
    .filter(({ name }) => name !== '' && (options.features?.has(name) ?? roles.isFeature(name)));
  return {
    width: names.length,
    timestamp: indexOf(roles.timestamp),
    host: indexOf(roles.host),
    label: indexOf(roles.label),
    features,
  };
}

/** Leaves out features that hold text and no number in these rows. One that is empty in all of them stays. */
export function withoutTextColumns(
  columns: CsvColumns,
  rows: readonly { readonly cells: readonly string[]; readonly line: number }[],
  options: ResolvedFileOptions,
  problems: FileProblems,
): CsvColumns {
  const features = columns.features.filter(({ name, index }) => {
    if (options.features) return true;
    const text = rows.find(({ cells }) => readNumber(cells[index]) === undefined);
    if (!text || rows.some(({ cells }) => Number.isFinite(readNumber(cells[index])))) return true;
    const message = `column ${name} holds text such as ${quote(text.cells[index])}; it is left out`;
    problems.note(text.line, 'text_column', message);
    return false;
  });
  return { ...columns, features };
}

/** The names, trimmed, and numbered where one occurs twice; an empty one stays empty. */
function distinctNames(header: readonly string[], line: number, problems: FileProblems): string[] {
  const taken = new Set(header.map((name) => name.trim()));
  const seen = new Set<string>();
  return header.map((cell, index) => {
    const name = cell.trim();
    if (name === '') {
      const message = `column ${index + 1} of ${header.length} has no name; it is left out`;
      problems.note(line, 'unnamed_column', message);
      return '';
    }
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    let number = 2;
    while (taken.has(`${name}_${number}`)) number++;
    const other = `${name}_${number}`;
    taken.add(other);
    problems.note(
      line,
      'duplicate_column',
      `column ${index + 1} is also called ${name}; it becomes ${other}`,
    );
    return other;
  });
}
