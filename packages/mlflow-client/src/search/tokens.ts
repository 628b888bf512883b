import { MlflowError } from '../errors.js';

/** A piece of a filter or an order. */
export interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'operator';
  /** As written; a text without its quotes. */
  readonly text: string;
}

/** A name with its parts, each of which may be quoted: metrics.auc, tags."host.name", params.`max depth`. */
const word = /(?=[\p{L}_`])(?:`[^`]*`|"[^"]*"|'[^']*'|[^\s`"'()<>=!,])+/u;
const quotedText = /'(?:[^']|'')*'|"[^"]*"/u;
const number = /[-+]?\d+(?:\.\d*)?(?:e[-+]?\d+)?/u;
const operator = /<=|>=|!=|[=<>(),]/u;

const token = new RegExp(
  `\\s*(?:(?<word>${word.source})|(?<quoted>${quotedText.source})|(?<number>${number.source})|(?<operator>${operator.source}))`,
  'iuy',
);

/** Cuts a filter into pieces; `INVALID_PARAMETER_VALUE` for what is none. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const scanner = new RegExp(token);
  const end = source.trimEnd().length;
  while (scanner.lastIndex < end) {
    const at = scanner.lastIndex;
    const { word, quoted, number, operator } = scanner.exec(source)?.groups ?? {};
    if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.slice(1, -1) });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (operator !== undefined) tokens.push({ kind: 'operator', text: operator });
    else
      throw invalidSearch(
        `cannot read ${JSON.stringify(source.slice(at, at + 40))} in ${JSON.stringify(source)}`,
      );
  }
  return tokens;
}

/** The error for a filter or an order that MLflow would refuse. */
export function invalidSearch(message: string): MlflowError {
  return new MlflowError('INVALID_PARAMETER_VALUE', `search: ${message}`);
}
