import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { testExamples } from './support/examples.js';

const folder = fileURLToPath(new URL('../examples/', import.meta.url));
const entries = await readdir(folder, { withFileTypes: true });
const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);

// Those that need a server are in examples.integration.test.ts.
describe('examples that need Node alone', () => {
  testExamples(() => folder);
});

describe('every example', () => {
  it.each(names)('%s is on the map, and explains itself', async (name) => {
    expect(await readFile(`${folder}/README.md`, 'utf8')).toContain(`](${name}/)`);
    expect(await readFile(`${folder}/${name}/README.md`, 'utf8')).toMatch(/^# \w/);
  });
});
