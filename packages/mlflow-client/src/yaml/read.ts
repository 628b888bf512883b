import { fold, plainValue, unquoteDouble, unquoteSingle } from './scalar.js';
import type { YamlMapping, YamlValue } from './write.js';

/**
 * Reads the YAML that MLflow (PyYAML) and this package write: mappings and lists in block form, empty ones and lists of
 * scalars in flow form, and scalars in any quotes, over any number of lines. Throws a `SyntaxError` for all else, anchors,
 * tags and comments among it: nobody writes them to a `meta.yaml`.
 */
export function readYaml(text: string): YamlMapping {
  const reader = new Reader(text.replace(/\r\n?/g, '\n'));
  const mapping = reader.mapping(0);
  reader.end();
  return mapping;
}

class Reader {
  #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Block mapping whose keys are indented by `indent` blanks. */
  mapping(indent: number): YamlMapping {
    const entries: [string, YamlValue][] = [];
    while (this.#indentation() === indent && !this.#isItem(indent)) {
      this.#at += indent;
      const isExplicit = this.#take('? ');
      const key = this.#scalar(indent, isExplicit ? 'value' : 'key');
      if (typeof key === 'object') throw this.#error('a scalar as key');
      if (isExplicit) {
        this.#finishLine();
        this.#at += indent;
      }
      if (!this.#take(':')) throw this.#error('":"');
      entries.push([String(key), this.#value(indent, isExplicit)]);
    }
    if (new Set(entries.map(([key]) => key)).size < entries.length) throw this.#error('different keys');
    return Object.fromEntries(entries);
  }

  /** Throws unless all has been read. */
  end(): void {
    if (this.#text.slice(this.#at).trim() !== '') throw this.#error('the end');
  }

  /** What follows the colon of a key or the dash of an item. Behind a dash or an explicit key a mapping may begin at once. */
  #value(indent: number, mayBeMapping: boolean): YamlValue {
    this.#skipBlanks();
    if (mayBeMapping && compactKey.test(this.#text.slice(this.#at))) return this.#compactMapping();
    if (!this.#isLineEnd()) {
      const value =
        this.#text[this.#at] === '{' || this.#text[this.#at] === '['
          ? this.#flow()
          : this.#scalar(indent, 'value');
      this.#finishLine();
      return value;
    }
    this.#finishLine();
    const next = this.#indentation();
    if (next >= indent && this.#isItem(next)) return this.#list(next);
    return next > indent ? this.mapping(next) : null;
  }

  /** A mapping whose first key is on the line of its dash or colon: read as if blanks were before it. */
  #compactMapping(): YamlMapping {
    const start = this.#text.lastIndexOf('\n', this.#at - 1) + 1;
    const indent = this.#at - start;
    this.#text = this.#text.slice(0, start) + ' '.repeat(indent) + this.#text.slice(this.#at);
    this.#at = start;
    return this.mapping(indent);
  }

  #list(indent: number): YamlValue[] {
    const items: YamlValue[] = [];
    while (this.#indentation() === indent && this.#isItem(indent)) {
      this.#at += indent + 1;
      items.push(this.#value(indent, true));
    }
    return items;
  }

  /** `{…}` or `[…]` on one line. */
  #flow(): YamlValue {
    if (this.#take('[')) return this.#flowItems(']', () => this.#flowValue());
    if (!this.#take('{')) throw this.#error('a flow collection');
    const entries = this.#flowItems('}', () => {
      const key = this.#scalar(0, 'flow key');
      if (!this.#take(':')) throw this.#error('":"');
      this.#skipBlanks();
      return [String(key), this.#flowValue()] as const;
    });
    return Object.fromEntries(entries);
  }

  #flowItems<Item>(closing: string, read: () => Item): Item[] {
    const items: Item[] = [];
    for (this.#skipBlanks(); !this.#take(closing); this.#skipBlanks()) {
      if (items.length > 0 && !this.#take(',')) throw this.#error('","');
      this.#skipBlanks();
      items.push(read());
    }
    return items;
  }

  #flowValue(): YamlValue {
    const character = this.#text[this.#at];
    return character === '{' || character === '[' ? this.#flow() : this.#scalar(0, 'flow value');
  }

  #scalar(indent: number, as: 'key' | 'value' | 'flow key' | 'flow value'): string | number | boolean | null {
    const rest = this.#text.slice(this.#at);
    const double = /^"((?:[^"\\]|\\[\s\S])*)"/.exec(rest);
    const single = /^'((?:[^']|'')*)'/.exec(rest);
    const quoted = double ?? single;
    if (quoted) {
      this.#at += quoted[0].length;
      const text = double ? unquoteDouble(quoted[1] ?? '') : unquoteSingle(quoted[1] ?? '');
      if (text === undefined) throw this.#error('a known escape');
      return text;
    }
    const line = plainPatterns[as].exec(rest)?.[0] ?? '';
    const plain = as === 'value' ? line + continuation(rest.slice(line.length), indent) : line;
    if (/^[-?:]?(\s|$)|^[,[\]{}#&*!|>'"%@`]/.test(plain)) throw this.#error('a scalar');
    if (/\s#|: /.test(plain)) throw this.#error('neither a comment nor a second key');
    this.#at += plain.length;
    return plainValue(fold(plain.trim()));
  }

  /** Whether an item of a list starts after `indent` blanks. */
  #isItem(indent: number): boolean {
    return /^-( |$)/m.test(this.#text.slice(this.#at + indent, this.#at + indent + 2));
  }

  /** Blanks before the next line's content; -1 at the end. */
  #indentation(): number {
    while (/^[ \t]*\n/.test(this.#text.slice(this.#at, this.#text.indexOf('\n', this.#at) + 1)))
      this.#finishLine();
    const blanks = /^ */.exec(this.#text.slice(this.#at))?.[0].length ?? 0;
    return this.#at + blanks >= this.#text.length ? -1 : blanks;
  }

  #take(token: string): boolean {
    const taken = this.#text.startsWith(token, this.#at);
    if (taken) this.#at += token.length;
    return taken;
  }

  #skipBlanks(): void {
    while (this.#text[this.#at] === ' ') this.#at += 1;
  }

  #isLineEnd(): boolean {
    return this.#at >= this.#text.length || this.#text[this.#at] === '\n';
  }

  #finishLine(): void {
    this.#skipBlanks();
    if (!this.#isLineEnd()) throw this.#error('the end of the line');
    this.#at += 1;
  }

  #error(expected: string): SyntaxError {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    return new SyntaxError(`line ${line}: expected ${expected}`);
  }
}

/** A key with its colon, in any quotes or none, or the mark of an explicit one. */
const compactKey = /^(?:\? |(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|[^\n"'[{][^\n]*?):(?= |\n|$))/;

/** How far a plain scalar reaches on its line. */
const plainPatterns = {
  key: /^[^\n]*?(?=:(?: |$))/m,
  value: /^[^\n]*/,
  'flow key': /^[^\n,[\]{}]*?(?=:(?: |$))/m,
  'flow value': /^[^\n,[\]{}]*/,
};

/** The lines that go on with a plain scalar: those that are indented further than its key. */
function continuation(rest: string, indent: number): string {
  let end = 0;
  for (let at = 0; rest[at] === '\n'; ) {
    const next = rest.indexOf('\n', at + 1);
    const line = rest.slice(at + 1, next < 0 ? undefined : next);
    at = next < 0 ? rest.length : next;
    if (line.trim() === '') continue;
    if (!line.startsWith(' '.repeat(indent + 1))) break;
    end = at;
  }
  return rest.slice(0, end);
}
