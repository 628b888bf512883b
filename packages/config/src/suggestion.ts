import { closest, distance } from 'fastest-levenshtein';
import { configJsonSchema } from './json-schema.js';
import { defaultConfig } from './schema.js';
import { isObject, type Path, valueAt } from './tree.js';

const longestName = 64;

/** What to write instead of the unknown key `name` of `section`: the nearest known name, or the list of all. */
export function suggestion(section: Path, name: string): string {
  const inDefaults = namesIn(valueAt(defaultConfig, section));
  const siblings = inDefaults.length > 0 ? inDefaults : namesInSchema(section);
  const better = nearest(name, siblings) ?? elsewhere(name);
  if (better !== undefined) return `did you mean ${better}?`;
  return `known keys${section.length > 0 ? ` of ${section.join('.')}` : ''}: ${siblings.join(', ')}`;
}

function nearest(name: string, names: readonly string[]): string | undefined {
  // The distance takes quadratic time, and no known name is nearly as long.
  if (name.length > longestName) return undefined;
  const wanted = simplify(name);
  const match = closest(wanted, names.map(simplify));
  if (distance(wanted, match) > wanted.length / 3) return undefined;
  return names.find((candidate) => simplify(candidate) === match);
}

/** The key or section of this name in another place, e.g. `services.prometheus_port` for `prometheus_port`. */
function elsewhere(name: string): string | undefined {
  const wanted = simplify(name);
  return allPaths(defaultConfig)
    .find((path) => simplify(path[path.length - 1]) === wanted)
    ?.join('.');
}

function allPaths(tree: unknown, path: readonly string[] = []): string[][] {
  return namesIn(tree).flatMap((name) => {
    const here = [...path, name];
    return [here, ...allPaths(valueAt(tree, [name]), here)];
  });
}

/** The names in elements of arrays, and in records whose own names the user chooses: the defaults have none of them. */
function namesInSchema(section: Path): string[] {
  const node = section.reduce<unknown>((parent, key) => {
    const each = typeof key === 'number' ? 'items' : 'additionalProperties';
    return valueAt(parent, ['properties', key]) ?? valueAt(parent, [each]);
  }, configJsonSchema());
  return namesIn(valueAt(node, ['properties']));
}

function namesIn(tree: unknown): string[] {
  return isObject(tree) ? Object.keys(tree) : [];
}

/** `nEstimators`, `n-estimators` and `n_estimators` are one name to a reader. */
function simplify(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, '');
}
