import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const folder = new URL('../.changeset/', import.meta.url);
const names = (await readdir(folder)).filter((name) => name.endsWith('.md') && name !== 'README.md');

describe('changesets', () => {
  // A formatter once turned their first lines into a heading, and a release would have failed.
  it.each(names)('%s begins with the packages that change', async (name) => {
    const text = await readFile(new URL(name, folder), 'utf8');
    expect(text).toMatch(/^---\n("@ad\/[a-z-]+": (major|minor|patch)\n)+---\n\n\S/);
  });
});
