import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

interface Script {
  publicTypes(): Map<string, string>;
}
const root = new URL('../', import.meta.url);
const { publicTypes } = (await import(String(new URL('scripts/public-types.mjs', root)))) as Script;

it('the public types are those in api/: `pnpm public-types` writes them when a change is meant', async () => {
  const pages = publicTypes();
  expect(pages.size).toBe(5);
  for (const [path, text] of pages) expect(await readFile(new URL(path, root), 'utf8'), path).toBe(text);
});
