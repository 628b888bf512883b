import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../src/index.js';
import { loadText, problemsIn } from './support/load.js';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'config-'));
});

afterAll(() => rm(directory, { recursive: true }));

describe('a configuration file', () => {
  it('is read from the disk', async () => {
    const file = join(directory, 'good.json');
    await writeFile(file, '{ "services": { "prometheus_port": 9100 } }');
    const loaded = await loadConfig({ file, env: {} });
    expect(loaded).toMatchObject({ ok: true, config: { services: { prometheus_port: 9100 } } });
  });

  it('that is missing is a problem that shows where it was looked for', async () => {
    const file = join(directory, 'missing.json');
    expect(problemsIn(await loadConfig({ file, env: {} }))).toEqual([
      {
        key: '(file)',
        rule: 'must be a readable file',
        actual: `no file at ${file}`,
        source: 'file',
        message: `${file} must be a readable file, got no file at ${file}`,
      },
    ]);
  });

  it('that is a directory is a problem', async () => {
    expect(problemsIn(await loadConfig({ file: directory, env: {} }))).toMatchObject([
      { key: '(file)', actual: 'a directory' },
    ]);
  });

  it.each([
    [
      Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }),
      'a file without read permission',
    ],
    [new Error('the disk is on fire'), 'the disk is on fire'],
    ['just text', 'just text'],
  ])('that cannot be read is a problem: %s', async (reason, actual) => {
    const readFile = () => Promise.reject(reason);
    expect(problemsIn(await loadConfig({ file: 'a.json', env: {}, readFile }))).toMatchObject([{ actual }]);
  });

  it('that cannot be read does not hide what is wrong elsewhere', async () => {
    const file = join(directory, 'missing.json');
    const problems = problemsIn(await loadConfig({ file, env: { PROMETHEUS_PORT: 'x' } }));
    expect(problems.map((problem) => problem.key)).toEqual(['(file)', 'services.prometheus_port']);
  });

  it.each(['', ' \n\t', '\uFEFF'])('that is empty is a problem: %j', async (text) => {
    expect(problemsIn(await loadText(text))).toMatchObject([{ key: '(file)', actual: 'an empty file' }]);
  });

  it.each([
    ['null', 'null'],
    ['5', '5'],
    ['[{}]', '[an object]'],
    ['"text"', '"text"'],
  ])('that holds %s instead of an object is a problem', async (text, actual) => {
    expect(problemsIn(await loadText(text, { env: { PROMETHEUS_PORT: '1' } }))).toMatchObject([
      { key: '(file)', rule: 'must be an object', actual, source: 'file' },
    ]);
  });

  it('may begin with a byte order mark', async () => {
    expect(await loadText('\uFEFF{}')).toMatchObject({ ok: true });
  });

  it('that is not JSON is a problem with line and column', async () => {
    const text = '{\n  "services": {\n    "prometheus_port": 9000,\n  }\n}\n';
    expect(problemsIn(await loadText(text)).map((problem) => problem.message)).toEqual([
      'config.json must be JSON, got "}" at line 4, column 3, where a name in double quotes is expected',
    ]);
  });
});
