import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { MlflowClient } from '../src/client.js';
import { readYaml } from '../src/yaml/read.js';
import { writeYaml } from '../src/yaml/write.js';
import { dump, inOrder } from './support/dump.js';
import { runMlflow, whileServed } from './support/server.js';
import { writer } from './support/writer.js';

const script = (name: string) => fileURLToPath(new URL(`./python/${name}`, import.meta.url));
const seenByPython = async (uri: string) =>
  inOrder(JSON.parse(await runMlflow('python', script('dump.py'), uri)));
const newStore = async () => `file:${join(await mkdtemp(join(tmpdir(), 'mlflow-python-')), 'mlruns')}`;

describe('a file store written here', () => {
  let uri: string;
  let client: MlflowClient;

  beforeAll(async () => {
    uri = await newStore();
    client = new MlflowClient({ trackingUri: uri });
    for (const name of [
      'Ünï: "x" 😀\u0085\u2028',
      'yes',
      '1e5',
      '007',
      "it's: #1",
      'a\nb',
      '- x',
      '\ud800',
      ' lead ',
    ]) {
      const experimentId = await client.experiments.create({
        name,
        tags: { 'a/b': '1', [`k${'é'.repeat(90)}`]: name },
      });
      const { runId } = await client.runs.create({
        experimentId,
        runName: name,
        tags: { text: `${name}\n` },
      });
      await client.runs.logBatch(runId, {
        params: { 'ü p': name, empty: '' },
        metrics: [Infinity, -Infinity, Number.NaN, 1e21, 1e-7, 5e-324, -0, 3, 0.1 + 0.2].map(
          (value, step) => ({
            key: 'm/a',
            value,
            timestamp: step,
            step,
          }),
        ),
      });
      const dataset = {
        name: name.slice(0, 3),
        digest: 'd',
        sourceType: 'local',
        source: name,
        schema: name,
      };
      await client.runs.logDatasets(runId, [{ dataset, tags: { tag: name } }]);
      const { modelId } = await client.loggedModels.create({
        experimentId,
        name: 'logged ü',
        modelType: 'forest',
        sourceRunId: runId,
        params: { 'ü p': name, empty: '' },
        tags: { text: name },
      });
      await client.runs.logOutputs(runId, [{ modelId, step: 2 }]);
      if (name === '- x') await client.loggedModels.finalize(modelId, 'UPLOAD_FAILED');
      else if (name !== '007') await client.loggedModels.finalize(modelId, 'READY');
      if (name === 'a\nb') await client.loggedModels.delete(modelId);
      await client.runs.update(runId, { status: 'FAILED', endTime: 5 });
      if (name === 'yes') await client.runs.delete(runId);
      if (name === '1e5') await client.experiments.delete(experimentId);
      if (name === '007') {
        await client.registry.createModel({ name: 'model ü', description: 'd: e\nf', tags: { a: 'b' } });
        for (const tag of ['x', 'y', 'z']) {
          await client.registry.createVersion({ name: 'model ü', source: 'file:///x', runId, tags: { tag } });
        }
        await client.registry.setAlias('model ü', 'champion', '2');
        await client.registry.deleteVersion('model ü', '3');
      }
    }
  });

  test('is read by the Python client, field by field', async () => {
    expect(await seenByPython(uri)).toEqual(inOrder(await dump(client)));
  });

  test('is served by an MLflow server, and read from it the same', async () => {
    const ours = inOrder(await dump(client));
    const served = await whileServed(uri.slice('file:'.length), async (trackingUri) =>
      inOrder(await dump(new MlflowClient({ trackingUri, retry: { maxRetries: 0 } }))),
    );
    expect(served).toEqual(ours);
  });

  test('is taken over by mlflow migrate-filestore', async () => {
    const folder = uri.slice('file:'.length);
    const target = `sqlite:///${join(folder, '..', 'migrated.db')}`;
    await runMlflow('mlflow', 'migrate-filestore', '--source', folder, '--target', target);
    const ours = inOrder(await dump(client));
    const migrated = await seenByPython(target);
    expect(migrated.runs.map((run) => run.params)).toEqual(ours.runs.map((run) => run.params));
    expect(migrated.experiments.map((experiment) => experiment.name)).toEqual(
      ours.experiments.map((experiment) => experiment.name),
    );
    // Its database leaves the aliases out of a search; the model has them.
    expect(migrated.versions).toEqual(ours.versions.map((version) => ({ ...version, aliases: [] })));
    expect(migrated.models.map((model) => model.aliases)).toEqual([{ champion: '2' }]);
    expect(migrated.loggedModels).toEqual(ours.loggedModels);
    expect(migrated.runs.map((run) => run.outputs)).toEqual(ours.runs.map((run) => run.outputs));
  });
});

test('a file store written by the Python client is read here, field by field, and stays readable for it', async () => {
  const uri = await newStore();
  await runMlflow('python', script('write-all.py'), uri);
  const corrupt: unknown[] = [];
  const client = new MlflowClient({ trackingUri: uri, onCorrupt: (error) => corrupt.push(error) });
  expect(inOrder(await dump(client))).toEqual(await seenByPython(uri));
  expect(corrupt).toEqual([]);

  const id = await client.ensureExperiment('yes');
  await client.experiments.rename(id, 'no');
  await client.registry.setAlias('model ü', 'champion', '1');
  const version = await client.registry.createVersion({ name: 'model ü', source: 'file:///y' });
  expect(version.version).toBe('4');
  expect(inOrder(await dump(client))).toEqual(await seenByPython(uri));
});

test('a folder whose writers were killed is read by the Python client, field by field', async () => {
  const uri = await newStore();
  const corrupt: unknown[] = [];
  const client = new MlflowClient({ trackingUri: uri, onCorrupt: (error) => corrupt.push(error) });
  const { runId } = await client.runs.create();
  for (let round = 0; round < 5; round += 1) {
    const writers = [0, 1].map((index) => writer(uri, runId, (round * 2 + index) * 1_000_000));
    while (!writers.every((each) => each.hasWritten())) await sleep(10);
    for (const each of writers) await sleep(Math.random() * 60).then(() => each.kill());
  }
  await client.runs.logBatch(runId, { metrics: [{ key: 'größe/m', value: -1, timestamp: 1, step: -1 }] });
  expect(inOrder(await dump(client))).toEqual(await seenByPython(uri));
  expect(corrupt).toEqual([]);
});

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom(
      ' ',
      '\n',
      '\t',
      "'",
      '"',
      '\\',
      ':',
      '#',
      '-',
      'a',
      '\u0085',
      '\u2028',
      '\ufeff',
      '\u0007',
      '😀',
    ),
    maxLength: 200,
  }),
  fc.constantFrom(
    'yes',
    'null',
    '~',
    '1e5',
    '0x1f',
    '1_000',
    '12:30',
    '.5',
    '+1',
    '=',
    '<<',
    '---',
    '? a',
    '- a',
    '!a',
  ),
);
const values = fc.array(
  fc.dictionary(
    fc.constantFrom('a', 'b', 'c d'),
    fc.oneof(
      anyText,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constant(null),
      fc.dictionary(anyText, fc.oneof(anyText, fc.dictionary(anyText, anyText))),
    ),
  ),
  {
    minLength: 100,
    maxLength: 200,
  },
);

describe('YAML', () => {
  test('of PyYAML is read as the same values, whatever they are', async () => {
    const [sample] = fc.sample(values, { numRuns: 1, seed: 6 });
    const program = `import json,sys,yaml
print(json.dumps([yaml.dump(v, default_flow_style=False, allow_unicode=True, Dumper=yaml.CSafeDumper) for v in json.loads(sys.argv[1])]))`;
    const texts: string[] = JSON.parse(await runMlflow('python', '-c', program, JSON.stringify(sample)));
    const plain = JSON.parse(JSON.stringify(sample)) as object[];
    for (const [index, text] of texts.entries()) {
      if (Object.keys(plain[index] ?? {}).length > 0) expect(readYaml(text), text).toEqual(plain[index]);
    }
  });

  test('written here is read by PyYAML as the same values, whatever they are', async () => {
    const [sample = []] = fc.sample(values, { numRuns: 1, seed: 7 });
    const program = `import json,sys,yaml
print(json.dumps([yaml.load(t, Loader=yaml.CSafeLoader) or {} for t in json.loads(sys.argv[1])]))`;
    const read = await runMlflow('python', '-c', program, JSON.stringify(sample.map(writeYaml)));
    expect(JSON.parse(read)).toEqual(JSON.parse(JSON.stringify(sample)));
  });
});
