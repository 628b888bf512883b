import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command } from './registry/command.js';
import { type Registry, startRegistry } from './registry/verdaccio.js';
import { addChangeset, commit, copyWorkspace, versions } from './registry/workspace-copy.js';

// Two releases of a copy of this repository into a registry of its own, and projects elsewhere that install from there.
let folder: string;
let copy: string;
let registry: Registry;

const trainAndSave = `
import { writeFileSync } from 'node:fs';
import { IsolationForestModel } from '@ad/models';
const rows = Array.from({ length: 200 }, (_, i) => [Math.sin(i), Math.cos(i)]);
const model = await new IsolationForestModel({ seed: 1 }).train(rows);
writeFileSync(process.argv[2], JSON.stringify(model));
console.log(JSON.stringify([...model.score(rows.slice(0, 5))]));
`;

const loadAndScore = `
import { readFileSync } from 'node:fs';
import { loadModel } from '@ad/models';
const rows = Array.from({ length: 5 }, (_, i) => [Math.sin(i), Math.cos(i)]);
const model = loadModel(JSON.parse(readFileSync(process.argv[2], 'utf8')));
console.log(JSON.stringify([...model.score(rows)]));
`;

/** What `pnpm versions` and the last step of `pnpm release` do, without building again. */
async function release(): Promise<Record<string, string>> {
  const settings = join(folder, 'npmrc');
  await writeFile(settings, registry.credentials);
  await command(copy, 'pnpm', ['versions']);
  await commit(copy, 'Versions');
  const environment = { npm_config_registry: registry.url, npm_config_userconfig: settings };
  await command(copy, 'pnpm', ['exec', 'changeset', 'publish'], environment);
  return versions(copy);
}

async function published(name: string) {
  const response = await fetch(`${registry.url}${name.replace('/', '%2f')}`);
  return (await response.json()) as {
    readonly versions: Record<string, { readonly dependencies?: Record<string, string> }>;
  };
}

async function consumer(name: string, version: string, script: string): Promise<string> {
  const project = join(folder, name);
  await mkdir(project);
  await writeFile(join(project, '.npmrc'), `@ad:registry=${registry.url}\n`);
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies: { '@ad/models': version } }),
  );
  await writeFile(join(project, 'index.js'), script);
  await command(project, 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline']);
  return command(project, process.execPath, ['index.js', join(folder, 'model.json')]);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ad-release-'));
  copy = join(folder, 'workspace');
  registry = await startRegistry(folder);
  await copyWorkspace(copy);
}, 120_000);

afterAll(async () => {
  await registry?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('two releases', () => {
  let first: Record<string, string>;
  let second: Record<string, string>;

  test('the first publishes every package, with ranges that npm understands', {
    timeout: 120_000,
  }, async () => {
    first = await release();

    for (const [name, version] of Object.entries(first)) {
      const { versions } = await published(name);
      expect(Object.keys(versions), name).toEqual([version]);
      expect(JSON.stringify(versions), name).not.toMatch(/"(workspace|catalog):/);
    }
  });

  test('the second changes what changed and its dependants, nothing else', { timeout: 120_000 }, async () => {
    await addChangeset(copy, '@ad/models', 'minor', 'Scores are what they were.');
    second = await release();

    const changed = Object.keys(second).filter((name) => second[name] !== first[name]);
    expect(changed.sort()).toEqual(['@ad/models', '@ad/pipeline']);
    for (const [name, version] of Object.entries(second)) {
      const { versions } = await published(name);
      expect(Object.keys(versions), name).toEqual([...new Set([first[name], version])]);
    }
    const { versions } = await published('@ad/pipeline');
    const dependencies = versions[second['@ad/pipeline'] ?? '']?.dependencies;
    expect(dependencies?.['@ad/models']).toBe(`^${second['@ad/models']}`);
    expect(dependencies?.['@ad/config']).toBe(`^${first['@ad/config']}`);
  });

  test('changelogs say what changed, newest first', async () => {
    const models = await readFile(join(copy, 'packages/models/CHANGELOG.md'), 'utf8');
    expect(models).toContain(
      `# @ad/models\n\n## ${second['@ad/models']}\n\n### Minor Changes\n\n- Scores are what they were.\n`,
    );
    const pipeline = await readFile(join(copy, 'apps/pipeline/CHANGELOG.md'), 'utf8');
    expect(pipeline).toContain(
      `## ${second['@ad/pipeline']}\n\n### Patch Changes\n\n- Uses @ad/models ${second['@ad/models']}.\n`,
    );
  });

  test('projects pin either version, and a model saved by the earlier scores the same in the later', {
    timeout: 120_000,
  }, async () => {
    const saved = await consumer('earlier', first['@ad/models'] ?? '', trainAndSave);
    const loaded = await consumer('later', second['@ad/models'] ?? '', loadAndScore);
    expect(JSON.parse(loaded)).toEqual(JSON.parse(saved));
    expect(JSON.parse(saved)).toHaveLength(5);
  });
});
