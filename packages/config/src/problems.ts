import type * as z from 'zod';
import { type ConfigSource, configSources, type Layers } from './layers.js';
import { defaultConfig } from './schema.js';
import { show, showName } from './show.js';
import { suggestion } from './suggestion.js';
import { type Path, valueAt } from './tree.js';

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /**
   * Full name of the key, e.g. `data_collection.interval_seconds`, with an index for an element of an array;
   * `(file)` for a file as a whole.
   */
  readonly key: string;
  /** What the key asks for, e.g. `must be a number from 0.1 to 3600`. */
  readonly rule: string;
  /** What it got, as it would stand in a file and on one short line, e.g. `"fast"`. Credentials are left out. */
  readonly actual: string;
  /** What set the value; for a rule over two keys, the stronger of their two sources. */
  readonly source: ConfigSource;
  /** Key, rule, actual value, where it was set, and what to do, on one line. */
  readonly message: string;
}

/** All problems that validation found in the values of `layers`, each once. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], layers: Layers): ConfigProblem[] {
  // A number that is neither whole nor in range breaks one rule, and zod reports it twice.
  const distinct = new Map(issues.map((issue) => [JSON.stringify([issue.path, issue.message]), issue]));
  return [...distinct.values()].flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((name) => unknownKey(issue.path, name, layers));
    }
    const against = issue.code === 'custom' ? issue.params?.against : undefined;
    return typeof against === 'string' ? brokenRelation(issue, against, layers) : brokenRule(issue, layers);
  });
}

function unknownKey(section: Path, name: string, layers: Layers): ConfigProblem {
  const path = [...section, name];
  const key = path.join('.');
  const layer = layers.layerOf(path);
  return {
    key,
    rule: 'must be a known key',
    // Not the value: under a name that nobody knows there may be a password.
    actual: show(name),
    source: layer.source,
    message: `unknown key ${showName(key)} (${layer.origin(key)}); ${suggestion(section, name)}`,
  };
}

function brokenRule(issue: z.core.$ZodIssue, layers: Layers): ConfigProblem {
  const layer = layers.layerOf(issue.path);
  const key = issue.path.join('.') || `(${layer.source})`;
  const value = valueAt(layers.values, issue.path);
  const actual = show(value);
  const unquote = issue.code === 'invalid_type' && issue.expected === 'number' && isNumeric(value);
  return {
    key,
    rule: issue.message,
    actual,
    source: layer.source,
    message:
      `${key} ${issue.message}, got ${actual} (${layer.origin(key)})` +
      `${unquote ? '; write the number without quotes' : ''}`,
  };
}

/** A rule over two keys, each of which is fine by itself. */
function brokenRelation(issue: z.core.$ZodIssue, against: string, layers: Layers): ConfigProblem {
  const key = issue.path.join('.');
  const sides = [issue.path, against.split('.')].map((path) => {
    const layer = layers.layerOf(path);
    const value = show(valueAt(layers.values, path) ?? valueAt(defaultConfig, path));
    return { value, source: layer.source, origin: layer.origin(path.join('.')) };
  });
  const [own, other] = sides;
  return {
    key,
    rule: issue.message,
    actual: `${own.value} with ${against} ${other.value}`,
    source: configSources.findLast((source) => sides.some((side) => side.source === source)) ?? 'default',
    message:
      `${key} ${issue.message}, got ${own.value} (${own.origin}) ` +
      `with ${against} ${other.value} (${other.origin})`,
  };
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
}
