import { access, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { compose, portsOf } from './support/compose.js';
import { repository } from './support/files.js';
import { alertsOf, shippedRules } from './support/rules.js';

const page = new URL('docs/guides/monitoring.md', repository);
const guide = await readFile(page, 'utf8');

it('the guide links to files that are there', async () => {
  const links = [...guide.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link]) => link!);
  expect(links.length).toBeGreaterThan(10);
  for (const link of links.filter((one) => !one.startsWith('http'))) await access(new URL(link, page));
});

it('the guide names every port, and counts the alerts right', async () => {
  for (const [name, service] of Object.entries(compose.services)) {
    for (const { published } of portsOf(service)) expect(guide, name).toContain(`localhost:${published}`);
  }
  expect(guide).toContain(`[${alertsOf(await shippedRules()).length} rules]`);
});
