import { type Field, type Fields, parseField, type Searchable, valueAt } from './fields.js';
import { invalidSearch, type Token, tokenize } from './tokens.js';

/** Decides whether an item is found. */
export type Filter = (item: Searchable) => boolean;

/** A part of a filter: what it looks at, and whether that is as it should be. */
export interface Condition {
  readonly field: Field;
  readonly holds: Filter;
}

type Value = string | number;
type Test = (value: Value | undefined) => boolean;

/** Reads a filter: conditions joined by `AND`. An empty one finds everything. */
export function parseFilter(source: string | undefined, fields: Fields): Filter {
  const conditions = parseConditions(source, fields);
  return (item) => conditions.every(({ holds }) => holds(item));
}

/** The conditions of a filter, all of which have to hold. */
export function parseConditions(source: string | undefined, fields: Fields): Condition[] {
  const tokens = tokenize(source ?? '');
  const conditions: Condition[] = [];
  let at = 0;
  const next = (): Token | undefined => tokens[at++];
  const isNext = (word: string) => isWord(tokens[at], word);

  const list = (): string[] => {
    const texts: string[] = [];
    for (let token = next(); token?.kind === 'text'; token = next()) {
      texts.push(token.text);
      const separator = next();
      if (separator?.text === ')') return texts;
      if (separator?.text !== ',') break;
    }
    throw invalidSearch(`IN needs a list of quoted texts in ${JSON.stringify(source)}`);
  };

  const condition = (): Condition => {
    const name = next();
    if (name?.kind !== 'word') throw invalidSearch(`expected a name in ${JSON.stringify(source)}`);
    const field = parseField(name.text, fields);
    let comparator = next()?.text.toUpperCase() ?? '';
    if (comparator === 'IS' || comparator === 'NOT') {
      if (isNext('NOT')) comparator += ` ${next()?.text.toUpperCase()}`;
      comparator += ` ${next()?.text.toUpperCase()}`;
    }
    if (comparator.startsWith('IS')) return { field, holds: nullTest(field, comparator) };
    if (comparator === 'IN' || comparator === 'NOT IN') {
      const isAllowed = field.entity === 'dataset' || fields.lists.includes(field.key);
      if (!isAllowed || next()?.text !== '(')
        throw invalidSearch(`${name.text} cannot be compared with a list`);
      const texts = list();
      return conditionOn(field, (value) => texts.includes(String(value)) === (comparator === 'IN'));
    }
    const operand = next();
    if (isNumeric(field, fields)) return conditionOn(field, numberTest(comparator, operand));
    return conditionOn(field, textTest(comparator, operand));
  };

  while (at < tokens.length) {
    if (conditions.length > 0 && !isWord(next(), 'AND')) {
      throw invalidSearch(`conditions are joined by AND in ${JSON.stringify(source)}`);
    }
    conditions.push(condition());
  }
  return conditions;
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toUpperCase() === word;
}

function isNumeric({ entity, key }: Field, fields: Fields): boolean {
  return entity === 'metric' || (entity === 'attribute' && fields.attributes[key] === 'number');
}

function nullTest(field: Field, comparator: string): Filter {
  if (field.entity !== 'tag' && field.entity !== 'param') {
    throw invalidSearch(`IS NULL is for tags and params, not for ${field.entity} "${field.key}"`);
  }
  if (comparator === 'IS NULL') return (item) => valueAt(item, field) === undefined;
  if (comparator === 'IS NOT NULL') return (item) => valueAt(item, field) !== undefined;
  throw invalidSearch(`unknown comparison ${comparator}`);
}

/** What is missing never matches, not even `!=`. */
function conditionOn(field: Field, test: Test): Condition {
  const { entity, key } = field;
  if (entity === 'dataset' && (key === 'name' || key === 'digest' || key === 'context')) {
    const holds: Filter = ({ datasets = [] }) =>
      datasets.some((dataset) => dataset[key] !== undefined && test(dataset[key]));
    return { field, holds };
  }
  return {
    field,
    holds: (item) => {
      const value = valueAt(item, field);
      return value !== undefined && test(value);
    },
  };
}

function numberTest(comparator: string, operand: Token | undefined): Test {
  if (operand?.kind !== 'number')
    throw invalidSearch(`expected a number after ${comparator}, got "${operand?.text}"`);
  const right = Number(operand.text);
  const holds = {
    '=': (left: number) => left === right,
    '!=': (left: number) => left !== right,
    '>': (left: number) => left > right,
    '>=': (left: number) => left >= right,
    '<': (left: number) => left < right,
    '<=': (left: number) => left <= right,
  }[comparator];
  if (!holds) throw invalidSearch(`a number cannot be compared by "${comparator}"`);
  return (left) => typeof left === 'number' && holds(left);
}

function textTest(comparator: string, operand: Token | undefined): Test {
  if (operand?.kind !== 'text')
    throw invalidSearch(`expected a quoted text after ${comparator}, got "${operand?.text}"`);
  const right = operand.text;
  if (comparator === '=') return (left) => left === right;
  if (comparator === '!=') return (left) => left !== right;
  if (comparator === 'LIKE' || comparator === 'ILIKE') {
    const like = likePattern(right, comparator === 'ILIKE' ? 'isu' : 'su');
    return (left) => like.test(String(left));
  }
  throw invalidSearch(`a text cannot be compared by "${comparator}"`);
}

/** `%` is any text, `_` any one character. */
function likePattern(pattern: string, flags: string): RegExp {
  const source = pattern
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replace(/%+/g, '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, flags);
}
