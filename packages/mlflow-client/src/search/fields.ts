import { invalidSearch } from './tokens.js';

/** What can be searched: a plain view of a run, an experiment, a model or a version. */
export interface Searchable {
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly datasets?: readonly Readonly<Record<'name' | 'digest' | 'context', string | undefined>>[];
}

/** What a search may name. */
export interface Fields {
  readonly attributes: Readonly<Record<string, 'text' | 'number'>>;
  /** Attributes that can be compared with a list. */
  readonly lists: readonly string[];
  /** Whether metrics, params and datasets exist beside attributes and tags. */
  readonly hasData: boolean;
}

/** A place in a {@link Searchable}. */
export interface Field {
  readonly entity: 'attribute' | 'metric' | 'param' | 'tag' | 'dataset';
  readonly key: string;
}

const entities: Readonly<Record<string, Field['entity']>> = {
  attribute: 'attribute',
  attributes: 'attribute',
  attr: 'attribute',
  run: 'attribute',
  metric: 'metric',
  metrics: 'metric',
  param: 'param',
  params: 'param',
  parameter: 'param',
  parameters: 'param',
  tag: 'tag',
  tags: 'tag',
  dataset: 'dataset',
  datasets: 'dataset',
};

/** Other names that MLflow takes. */
const aliases: Readonly<Record<string, string>> = {
  created: 'start_time',
  Created: 'start_time',
  'run name': 'run_name',
  'Run name': 'run_name',
  'Run Name': 'run_name',
};

/** Reads a name such as `metrics.auc`, `tags."a.b"` or `start_time`. */
export function parseField(word: string, fields: Fields): Field {
  // A quoted name has no prefix: a dot in it is its own.
  const dot = isQuote(word[0]) ? -1 : word.indexOf('.');
  const prefix = word.slice(0, Math.max(0, dot));
  const entity = dot < 0 ? 'attribute' : Object.hasOwn(entities, prefix) ? entities[prefix] : undefined;
  if (entity === undefined || (!fields.hasData && entity !== 'attribute' && entity !== 'tag')) {
    throw invalidSearch(`"${prefix}" of "${word}" is nothing that can be searched`);
  }
  const written = unquote(word.slice(dot + 1));
  if (written === '') throw invalidSearch(`"${word}" has no key`);
  const key = entity === 'attribute' ? (aliases[written] ?? written) : written;
  if (entity === 'attribute' && !Object.hasOwn(fields.attributes, key)) {
    throw invalidSearch(`no attribute "${key}", use one of ${Object.keys(fields.attributes).join(', ')}`);
  }
  if (entity === 'dataset' && !['name', 'digest', 'context'].includes(key)) {
    throw invalidSearch(`a dataset has name, digest and context, got "${key}"`);
  }
  return { entity, key };
}

/** The value at a field; undefined when there is none. Datasets have many values and are read by the filter. */
export function valueAt(item: Searchable, { entity, key }: Field): string | number | undefined {
  const values: Readonly<Record<string, string | number | undefined>> = {
    attribute: item.attributes,
    metric: item.metrics ?? {},
    param: item.params ?? {},
    tag: item.tags,
    dataset: {},
  }[entity];
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function unquote(text: string): string {
  const isQuoted = text.length > 1 && isQuote(text[0]) && text[0] === text.at(-1);
  return isQuoted ? text.slice(1, -1) : text;
}

function isQuote(character: string | undefined): boolean {
  return character === '`' || character === '"' || character === "'";
}
