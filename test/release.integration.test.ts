import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command } from './registry/command.js';
import { installNode } from './registry/node.js';
import { firstProgram } from './registry/readme.js';
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

/** Both commands of a release: the first makes versions of changesets; the second builds, checks and publishes. */
async function release(): Promise<Record<string, string>> {
  const settings = join(folder, 'npmrc');
  await writeFile(settings, `@ad:registry=${registry.url}\n${registry.credentials}`);
  await command(copy, 'pnpm', ['versions']);
  await commit(copy, 'Versions');
  await command(copy, 'pnpm', ['release'], { npm_config_userconfig: settings });
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

let first: Record<string, string>;
let second: Record<string, string>;

describe('two releases', () => {
  test('the first publishes every package, with ranges that npm understands', {
    timeout: 300_000,
  }, async () => {
    first = await release();

    for (const [name, version] of Object.entries(first)) {
      const { versions } = await published(name);
      expect(Object.keys(versions), name).toEqual([version]);
      expect(JSON.stringify(versions), name).not.toMatch(/"(workspace|catalog):/);
    }
  });

  test('the second changes what changed and its dependants, nothing else', { timeout: 300_000 }, async () => {
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

// The oldest that `engines` allows, and the newest of each line after it.
describe.each(['20.19.0', '22', '24'])('what was published, in an empty folder on Node %s', (version) => {
  const project = () => join(folder, `node-${version}`);
  let environment: NodeJS.ProcessEnv;
  const run = (name: string, ...parameters: string[]) => command(project(), name, parameters, environment);

  beforeAll(async () => {
    await mkdir(project());
    environment = await installNode(await mkdtemp(join(folder, 'binary-')), version);
    await writeFile(join(project(), '.npmrc'), `@ad:registry=${registry.url}\n`);
    await run('npm', 'init', '--yes');
    await run('npm', 'pkg', 'set', 'type=module');
    await run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', ...Object.keys(second));
  }, 120_000);

  test('is imported and required', { timeout: 120_000 }, async () => {
    expect(await run('node', '--version')).toContain(`v${version}`);
    for (const name of ['module.js', 'commonjs.cjs']) {
      await copyFile(join('scripts/consumers', name), join(project(), name));
      await run('node', name);
    }
  });

  test.each(['models', 'collector', 'exporters', 'mlflow-client', 'config'])(
    'does what the README of %s says first',
    async (name) => {
      const readme = await readFile(join(project(), `node_modules/@ad/${name}/README.md`), 'utf8');
      const { code, json } = await firstProgram(readme);
      await writeFile(join(project(), `${name}.js`), code.replace('port: 8000', 'port: 0'));
      if (json !== undefined) await writeFile(join(project(), 'config.json'), json);
      expect(await run('node', `${name}.js`)).not.toBe('');
    },
  );

  test('`ad run` learns and judges', { timeout: 60_000 }, async () => {
    const settings = { data_collection: { baseline_duration_seconds: 10 }, services: { prometheus_port: 0 } };
    await writeFile(join(project(), 'ad.json'), JSON.stringify(settings));
    const lines = await run(
      'npx',
      'ad',
      'run',
      '--config',
      'ad.json',
      '--interval',
      '1',
      '--duration',
      '16',
      '--json',
    );
    const verdicts = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(verdicts.length).toBeGreaterThanOrEqual(3);
    for (const { state, score } of verdicts) {
      expect(state).toMatch(/normal|pending|firing/);
      expect(score).toBeGreaterThanOrEqual(0);
    }
  });
});
