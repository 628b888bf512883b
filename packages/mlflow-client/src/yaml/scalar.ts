/** A value of a plain scalar, by the rules of YAML 1.1 that PyYAML follows. Integers too long for a number stay text. */
export function plainValue(text: string): string | number | boolean | null {
  if (text === '' || text === '~' || /^(null|Null|NULL)$/.test(text)) return null;
  if (/^(true|True|TRUE|yes|Yes|YES|on|On|ON)$/.test(text)) return true;
  if (/^(false|False|FALSE|no|No|NO|off|Off|OFF)$/.test(text)) return false;
  if (/^[-+]?(0|[1-9]\d*)$/.test(text)) return Number.isSafeInteger(Number(text)) ? Number(text) : text;
  // Without a point or a signed exponent it is text: 1e5 is not a number in YAML 1.1.
  if (/^[-+]?\d+\.\d*([eE][-+]\d+)?$/.test(text)) return Number(text);
  if (/^[-+]?\.(inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^\.(nan|NaN|NAN)$/.test(text)) return Number.NaN;
  return text;
}

/** The text between single quotes, possibly over several lines. */
export function unquoteSingle(content: string): string {
  return fold(content).replaceAll("''", "'");
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};

/** The text between double quotes, possibly over several lines. Undefined when it has an escape that YAML does not know. */
export function unquoteDouble(content: string): string | undefined {
  let isValid = true;
  const parts = content.split(/(\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|\n[ \t]*|[\s\S]))/);
  const text = parts.map((part, index) => {
    // A line break beside an escape keeps the blanks that were escaped; each part is folded for itself.
    if (index % 2 === 0) return fold(part);
    if (part.startsWith('\\\n')) return '';
    if (/^\\[xuU][\da-fA-F]{2,}$/.test(part)) {
      const point = Number.parseInt(part.slice(2), 16);
      if (point <= 0x10ffff) return String.fromCodePoint(point);
    }
    const escaped = escapes[part.slice(1)];
    isValid &&= escaped !== undefined;
    return escaped ?? '';
  });
  return isValid ? text.join('') : undefined;
}

/**
 * Joins lines as YAML does: one break is a blank, more are one fewer; blanks beside a break do not count. The separators of
 * Unicode are breaks as well, and stay what they are.
 */
export function fold(text: string): string {
  return text.replace(/[ \t]*[\n\u0085\u2028\u2029][ \t\n\u0085\u2028\u2029]*/g, (blanks) => {
    const [first, ...more] = blanks.replace(/[ \t]/g, '').replaceAll('\u0085', '\n');
    if (first === '\n' && more.length === 0) return ' ';
    return (first === '\n' ? '' : first) + more.join('');
  });
}
