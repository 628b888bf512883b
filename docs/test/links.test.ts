import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pagesBelow, root, withoutBlocks } from './support/pages.js';

/** A page without its code, in which nothing is a link. */
function prose(path: string): string {
  return withoutBlocks(path).replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ''));
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(path: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of prose(path).matchAll(/^#{1,6} (.+)$/gm)) {
    const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = text.replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
    let anchor = slug;
    for (let i = 1; anchors.has(anchor); i += 1) anchor = `${slug}-${i}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** What is wrong with a link, or nothing. */
function problem(page: string, target: string): string | undefined {
  const [path, anchor] = decodeURI(target).split('#');
  const file = path ? resolve(dirname(page), path) : page;
  if (!existsSync(file)) return `${target}: there is no ${relative(root, file)}`;
  if (!anchor || statSync(file).isDirectory() || !file.endsWith('.md')) return undefined;
  return anchorsOf(file).has(anchor) ? undefined : `${target}: no heading of ${relative(root, file)} is that`;
}

const pages = pagesBelow(root);

describe('every relative link leads somewhere', () => {
  it('finds the pages', () => expect(pages.length).toBeGreaterThan(60));

  it.each(pages.map((page) => relative(root, page)))('%s', (name) => {
    const page = join(root, name);
    const targets = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
    const own = targets.filter((target) => !/^[a-z]+:/.test(target));
    expect(own.map((target) => problem(page, target)).filter(Boolean)).toEqual([]);
  });
});

describe('every page is on a map', () => {
  const map = join(root, 'docs', 'README.md');
  const linked = [map, join(root, 'docs/decisions/README.md'), join(root, 'docs/runbooks/README.md')].flatMap(
    (page) =>
      [...prose(page).matchAll(/\]\(([^)\s#]+)/g)].map(([, target]) => resolve(dirname(page), target)),
  );

  it.each(pagesBelow(join(root, 'docs')).map((page) => relative(root, page)))('%s', (name) => {
    if (join(root, name) !== map) expect(linked).toContain(join(root, name));
  });
});
