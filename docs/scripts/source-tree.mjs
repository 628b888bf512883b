// What the sources of a package are and how they import each other, read from the files themselves.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const relativeImport = /\b(?:from|import)\b\s*\(?\s*'(\.[^']+)'/g;

/**
 * The source files of a package, by their path in it: how many lines each has, and which of the others it imports, types included.
 * `index` files only hand on what others declare, so that they are left out.
 */
export function sourceFiles(packageFolder) {
  const base = join(root, packageFolder);
  const names = ['src', 'browser', 'assembly']
    .flatMap((folder) => list(base, folder))
    .filter((name) => /(?<!\.d)\.(ts|js)$/.test(name) && !/(^|\/)index\.ts$/.test(name));
  return new Map(
    names.map((name) => {
      const text = readFileSync(join(base, name), 'utf8');
      const imports = [...text.matchAll(relativeImport)]
        .map(([, to]) => join(dirname(name), to))
        .map((to) => [to, to.replace(/\.js$/, '.ts')].find((path) => names.includes(path)))
        .filter((to) => to !== undefined && to !== name);
      return [name, { lines: text.split('\n').length - 1, imports: [...new Set(imports)] }];
    }),
  );
}

/** The first circle among nodes and what each leads to, as a path that ends where it begins; undefined if there is none. */
export function findCircle(graph) {
  const done = new Set();
  const visit = (node, path) => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of graph.get(node)) {
      const circle = visit(next, [...path, node]);
      if (circle) return circle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const circle = visit(node, []);
    if (circle) return circle;
  }
  return undefined;
}

function list(base, folder) {
  try {
    return readdirSync(join(base, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(base, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .sort();
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
