/** The first place where a text stops being JSON. */
export interface JsonSyntaxError {
  /** 1 is the first line. */
  readonly line: number;
  /** 1 is the first column, in UTF-16 code units, as editors count. */
  readonly column: number;
  /** What JSON allows there, e.g. `a value`. */
  readonly expected: string;
  /** What is there instead, e.g. `"}"`. */
  readonly found: string;
}

const space = /[ \t\n\r]*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const escaped = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

const expectations = {
  value: 'a value',
  firstElement: 'a value or "]"',
  key: 'a name in double quotes',
  firstKey: 'a name in double quotes or "}"',
  colon: '":"',
};

type State = keyof typeof expectations | 'next';

/**
 * Finds where `text` breaks the grammar of JSON; undefined if it does not. `JSON.parse` knows it too, but says so
 * in words that differ between versions of Node, often without a position. Linear, and safe against deep nesting.
 */
export function findJsonSyntaxError(text: string): JsonSyntaxError | undefined {
  const closing: string[] = [];
  let state = 'value' as State;
  let at = 0;
  for (;;) {
    at = skip(space, text, at);
    const character = text[at];
    const close = closing.at(-1);
    if (state === 'next') {
      if (character === undefined && close === undefined) return undefined;
      if (close === undefined) return describe(text, at, 'the end of the file');
      if (character === ',') state = close === '}' ? 'key' : 'value';
      else if (character === close) closing.pop();
      else return describe(text, at, `"," or "${close}"`);
      at += 1;
    } else if (state === 'colon') {
      if (character !== ':') return describe(text, at, expectations.colon);
      state = 'value';
      at += 1;
    } else if ((state === 'firstElement' || state === 'firstKey') && character === close) {
      closing.pop();
      state = 'next';
      at += 1;
    } else if (character === '"') {
      const end = scanString(text, at);
      if (text[end] !== '"') return describe(text, end, 'the rest of a string');
      state = isName(state) ? 'colon' : 'next';
      at = end + 1;
    } else if (isName(state)) {
      return describe(text, at, expectations[state]);
    } else if (character === '{' || character === '[') {
      closing.push(character === '{' ? '}' : ']');
      state = character === '{' ? 'firstKey' : 'firstElement';
      at += 1;
    } else {
      const end = skip(scalar, text, at);
      if (end === at) return describe(text, at, expectations[state]);
      state = 'next';
      at = end;
    }
  }
}

function isName(state: State): state is 'key' | 'firstKey' {
  return state === 'key' || state === 'firstKey';
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

/** The offset of the quote that ends the string which starts at `start`, or of what breaks the string. */
function scanString(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    if (text[at] === '"' || text[at] < ' ') break;
    if (text[at] !== '\\') continue;
    const end = skip(escaped, text, at);
    if (end === at) break;
    at = end - 1;
  }
  return at;
}

function describe(text: string, offset: number, expected: string): JsonSyntaxError {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return {
    line: lines.length,
    column: lines[lines.length - 1].length + 1,
    expected,
    found: foundAt(text, offset),
  };
}

function foundAt(text: string, offset: number): string {
  const found = text.codePointAt(offset);
  if (found === undefined) return 'the end of the file';
  const character = String.fromCodePoint(found);
  return character === '"' ? `'"'` : JSON.stringify(character);
}
