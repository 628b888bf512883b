/**
 * The cells of one record (RFC 4180): quoted cells may hold the delimiter, doubled quotes and line ends. Undefined while a
 * quoted cell is still open, so that the next line belongs to this record too.
 */
export function splitRecord(text: string, delimiter: string): string[] | undefined {
  if (!text.includes('"')) return text.split(delimiter);
  const cells: string[] = [];
  let at = 0;
  while (true) {
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1);
      if (close === -1) return undefined;
      const end = endOfCell(text, delimiter, close + 1);
      // Text between the closing quote and the delimiter is not allowed by RFC 4180; it is kept.
      cells.push(text.slice(at + 1, close).replaceAll('""', '"') + text.slice(close + 1, end));
      at = end;
    } else {
      const end = endOfCell(text, delimiter, at);
      cells.push(text.slice(at, end));
      at = end;
    }
    if (at >= text.length) return cells;
    at += delimiter.length;
  }
}

function closingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from);
  while (quote !== -1 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  return quote;
}

function endOfCell(text: string, delimiter: string, from: number): number {
  const end = text.indexOf(delimiter, from);
  return end === -1 ? text.length : end;
}

/** Of comma, semicolon, tab and bar, the one that splits the header into the most cells. */
export function detectDelimiter(header: string): string {
  const count = (delimiter: string) => splitRecord(header, delimiter)?.length ?? 0;
  return [',', ';', '\t', '|'].reduce((best, next) => (count(next) > count(best) ? next : best));
}
