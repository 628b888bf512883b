import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

const skipped = /^(\..*|node_modules|dist|mlruns|history|outbox|mlflow-outbox)$/;
/** What `pnpm docs:api` writes, which is not in a fresh clone. */
export const generated = join(root, 'docs', 'api');

/** The paths of all pages below a folder. */
export function pagesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (skipped.test(entry.name) || path === generated) return [];
    return entry.isDirectory() ? pagesBelow(path) : path.endsWith('.md') ? [path] : [];
  });
}

/** A page without its blocks of code. */
export function withoutBlocks(path: string): string {
  return readFileSync(path, 'utf8').replaceAll(/^```.*?^```/gms, '');
}
