import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
// @ts-expect-error a script without types
import { configurationPage } from '../scripts/configuration.mjs';

it('the page of all keys is what the schema says; else run `pnpm --filter @ad/docs configuration`', async () => {
  const page = await readFile(new URL('../guides/configuration.md', import.meta.url), 'utf8');
  expect(page).toBe(await configurationPage());
});
