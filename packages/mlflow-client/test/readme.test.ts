import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { expect, test, vi } from 'vitest';

/** Beside this file, where packages are found by their names. */
const generated = fileURLToPath(new URL('./readme.generated.ts', import.meta.url));

/** The blocks of JavaScript are one program, and the plain blocks right behind them are what it prints. */
test('the README shows what its examples print', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const blocks = [...readme.matchAll(/```js\n(.*?)```\n(?:\n```\n(.*?)```)?/gs)];
  const folder = join(await mkdtemp(join(tmpdir(), 'mlflow-readme-')), 'mlruns');
  const program = blocks.map(([, code]) => code).join('\n');
  await writeFile(generated, program.replace("'file:./mlruns'", JSON.stringify(pathToFileURL(folder).href)));
  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => {
    printed.push(values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '));
  });
  try {
    await import(generated);
  } finally {
    log.mockRestore();
    await rm(generated);
  }
  const shown = blocks.flatMap(([, , output]) => (output === undefined ? [] : [output.trimEnd()]));
  expect(shown.length).toBeGreaterThan(2);
  expect(printed).toEqual(expect.arrayContaining(shown));
});
