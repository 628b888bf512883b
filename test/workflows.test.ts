import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = new URL('../.github/workflows/', import.meta.url);

it.each(readdirSync(folder))('%s pins every action to a commit, and says which version that is', (name) => {
  const actions = [...readFileSync(new URL(name, folder), 'utf8').matchAll(/^\s*(?:- )?uses: (.+)$/gm)];
  expect(actions.length).toBeGreaterThan(0);
  for (const [, action] of actions) expect(action).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});
