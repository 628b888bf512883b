import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
// @ts-expect-error a script without types
import { findCircle, sourceFiles } from '../scripts/source-tree.mjs';
// @ts-expect-error a script without types
import { byFolder, packages, withStructure } from '../scripts/structure.mjs';

type Graph = Map<string, { readonly imports: Iterable<string> }>;

function circle(graph: Graph): string[] | undefined {
  return findCircle(new Map([...graph].map(([name, { imports }]) => [name, imports])));
}

describe.each(Object.entries<string>(packages))('%s', (_, folder) => {
  const files: Graph = sourceFiles(folder);

  it('has no files that import each other in a circle', () => expect(circle(files)).toBeUndefined());

  it('has no folders that import each other in a circle', () =>
    expect(circle(byFolder(files))).toBeUndefined());
});

const numbers = (page: string) => page.match(/\d+/g)?.map(Number) ?? [];
const withoutNumbers = (page: string) => page.replaceAll(/\d+/g, '#').replaceAll(/ {2,}|-{2,}/g, ' ');

// Sizes change with every change: they may be off by a quarter before somebody has to write them again.
it('the architecture shows the folders and arrows that there are; else run `pnpm --filter @ad/docs structure`', () => {
  const page = readFileSync(new URL('../architecture.md', import.meta.url), 'utf8');
  const now: string = withStructure(page);
  expect(withoutNumbers(page)).toBe(withoutNumbers(now));
  const shown = numbers(page);
  for (const [i, size] of numbers(now).entries()) {
    expect(Math.abs(shown[i] - size)).toBeLessThanOrEqual(Math.max(5, size / 4));
  }
});
