import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { afterAll, describe, expect, it, vi } from 'vitest';

const guides = new URL('../guides/', import.meta.url);
const generated = new URL('./.generated/', import.meta.url);

/** The programs of the guides, each with what it is said to print. */
const programs = readdirSync(guides)
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) =>
    [
      ...readFileSync(new URL(name, guides), 'utf8').matchAll(/^```js\n(.*?)^```\n\n```text\n(.*?)^```/gms),
    ].map(([, code, output], i) => ({ name: `${name.replace('.md', '')}-${i + 1}`, code, output })),
  );

afterAll(() => rmSync(generated, { recursive: true, force: true }));

describe('a program in a guide prints what the guide says', () => {
  it('finds them', () => expect(programs.length).toBeGreaterThan(2));

  it.each(programs)('$name', async ({ name, code, output }) => {
    mkdirSync(generated, { recursive: true });
    const file = fileURLToPath(new URL(`${name}.js`, generated));
    writeFileSync(file, code);
    const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
    try {
      await import(/* @vite-ignore */ file);
      expect(`${printed.mock.calls.map((line) => format(...line)).join('\n')}\n`).toBe(output);
    } finally {
      printed.mockRestore();
    }
  });
});
