import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import {
  type ConfigKey,
  configKeys,
  configValue,
  defaultConfig,
  environmentVariables,
  loadConfig,
  secretVariables,
} from '../src/index.js';
import { fileWith, loadContent, problemsIn } from './support/load.js';
import { schemaNode } from './support/schema-node.js';

const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
// The formatter pads the cells of tables.
const readme = text.replaceAll(/ +\|/g, ' |');

/** What stands in the first code block of a language. */
function block(language: string): string {
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(readme)?.[1] ?? '';
}

async function row(key: ConfigKey): Promise<string> {
  const [{ rule }] = problemsIn(await loadContent(fileWith(key, -1)));
  const value = JSON.stringify(configValue(defaultConfig, key));
  return `| \`${key}\` | \`${value}\` | ${rule.replace('must be ', '')} | ${schemaNode(key)?.description} |`;
}

afterEach(() => {
  vi.restoreAllMocks();
});

it('the README lists every key with the default, rule and description of the schema', async () => {
  const rows = await Promise.all(configKeys.map(row));
  expect(readme.match(/^\| `\w+\..*\|$/gm)?.join('\n')).toBe(rows.join('\n'));
});

it('the README lists every environment variable', () => {
  for (const [variable, key] of Object.entries(environmentVariables)) {
    expect(readme).toContain(`| \`${variable}\` | \`${key}\` |`);
  }
  for (const variable of secretVariables) expect(readme).toContain(`| \`${variable}\` | `);
});

it('the README shows what its example prints', async () => {
  const example = await readFile(new URL('./readme-example.ts', import.meta.url), 'utf8');
  expect(block('ts')).toBe(example);

  const directory = await mkdtemp(join(tmpdir(), 'config-'));
  const before = process.cwd();
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await writeFile(join(directory, 'config.json'), block('json'));
    process.chdir(directory);
    await import('./readme-example.js');
  } finally {
    process.chdir(before);
    await rm(directory, { recursive: true });
  }
  expect(`${printed.mock.calls.map(([line]) => line).join('\n')}\n`).toBe(block('text'));
});

it('the example in the documentation of loadConfig holds', async () => {
  const loaded = await loadConfig({ env: {}, flags: { services: { prometheus_port: 9000 } } });
  expect(loaded.ok && loaded.config.services.prometheus_port).toBe(9000);
});
