/** Where a value lies in a tree of objects and arrays. */
export type Path = readonly PropertyKey[];

/** A JSON object, as opposed to an array, null or a scalar. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with keys of its own in the defaults; one without any is a value, whose names the user chooses. */
function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && Object.keys(value).length > 0;
}

/** The value at `path`, or undefined. Looks at own properties only: `__proto__` in a file is just a name. */
export function valueAt(tree: unknown, path: Path): unknown {
  let value = tree;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[key];
  }
  return value;
}

/**
 * Lays `higher` over `lower`, key by key where `sections` has an object with keys, as a whole elsewhere. A section that is
 * not an object stays what it is, so that validation sees it; undefined means absent.
 */
export function overlay(lower: unknown, higher: unknown, sections: unknown): unknown {
  if (higher === undefined) return lower;
  if (lower === undefined || !isSection(sections) || !isObject(higher)) return higher;
  if (!isObject(lower)) return lower;
  const keys = new Set([...Object.keys(lower), ...Object.keys(higher)]);
  // fromEntries defines properties, where an assignment to `__proto__` would change the prototype.
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      overlay(valueAt(lower, [key]), valueAt(higher, [key]), valueAt(sections, [key])),
    ]),
  );
}

/** The paths of all values below `tree` that are not objects with keys. */
export function leafPaths(tree: unknown, path: readonly string[] = []): string[][] {
  if (!isSection(tree)) return [[...path]];
  return Object.entries(tree).flatMap(([key, value]) => leafPaths(value, [...path, key]));
}

/** Freezes `tree` and everything in it. */
export function deepFreeze<Tree>(tree: Tree): Tree {
  if (typeof tree === 'object' && tree !== null) {
    for (const value of Object.values(tree)) deepFreeze(value);
    Object.freeze(tree);
  }
  return tree;
}
