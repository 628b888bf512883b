/** A column of a {@link formatTable}. */
export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  /** Numbers stand at the right. @default 'left' */
  readonly align?: 'left' | 'right';
}

/** Rows as text, in columns as wide as they have to be; the last one ends each line. */
export function formatTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = [
    columns.map(({ title }) => title.toUpperCase()),
    ...rows.map((row) => columns.map(({ value }) => printable(value(row)))),
  ];
  const widths = columns.map((_, j) => Math.max(...lines.map((cells) => cells[j].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, j) => (columns[j].align === 'right' ? cell.padStart(widths[j]) : cell.padEnd(widths[j])))
      .join('  ')
      .trimEnd();
  return `${lines.map(line).join('\n')}\n`;
}

/** Names come from files: what would move a terminal's cursor or colour it is shown as a question mark. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}
