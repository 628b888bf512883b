import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

interface Manifest {
  readonly name: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL('../', import.meta.url));
const folders = [
  root,
  ...['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(root, parent, name)),
  ),
  join(root, 'benchmarks'),
  join(root, 'monitoring'),
];
const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
const [, runTime = '', development = ''] = page.split(/^## /m);

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** The folder that a package finds a dependency in; none where an optional one is not installed. */
function locate(folder: string, dependency: string): string | undefined {
  const paths = createRequire(join(folder, 'package.json')).resolve.paths(dependency) ?? [];
  return paths.map((path) => join(path, dependency)).find((path) => existsSync(join(path, 'package.json')));
}

/** Licence by dependency, as a section of the page names them. */
function listed(section: string): Record<string, string | undefined> {
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return Object.fromEntries(
    rows.map((row) => {
      const cells = row.split('|').map((cell) => cell.trim());
      expect(cells.at(-2), `the reason for ${cells[1]}`).not.toBe('');
      return [cells[1]?.replaceAll('`', ''), cells.at(-3)];
    }),
  );
}

/** Licence by dependency, as the manifests name them and as they are installed. */
function declared(kinds: readonly ('dependencies' | 'peerDependencies' | 'devDependencies')[]) {
  const found: Record<string, unknown> = {};
  for (const folder of folders) {
    const manifest = readManifest(folder);
    for (const name of kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {}))) {
      if (name.startsWith('@ad/')) continue;
      const installed = locate(folder, name);
      // Optional peers are not installed here; the page alone knows their licence.
      found[name] = installed ? readManifest(installed).license : (found[name] ?? expect.any(String));
    }
  }
  return found;
}

it('docs/dependencies.md names every dependency at run time, and no other, with its licence', () => {
  expect(listed(runTime)).toEqual(declared(['dependencies', 'peerDependencies']));
});

it('docs/dependencies.md names every dependency for development, and no other, with its licence', () => {
  expect(listed(development)).toEqual(declared(['devDependencies']));
});

it('users get nothing whose licence asks more of them than a notice', () => {
  const allowed = /^(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0)$/;
  const seen = new Map<string, string | undefined>();
  const visit = (folder: string) => {
    for (const name of Object.keys(readManifest(folder).dependencies ?? {})) {
      const installed = locate(folder, name);
      if (!installed) throw new Error(`${name}, a dependency of ${folder}, is not installed`);
      const path = realpathSync(installed);
      if (seen.has(path)) continue;
      seen.set(path, readManifest(path).license);
      visit(path);
    }
  };
  folders.slice(1, -2).forEach(visit);
  expect(seen.size).toBeGreaterThan(20);
  for (const [path, licence] of seen) expect(licence, path).toMatch(allowed);
});
