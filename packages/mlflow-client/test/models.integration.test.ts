import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BaseModel, IsolationForestModel, loadModel, type SavedModel } from '@ad/models';
import { beforeAll, describe, expect, test } from 'vitest';
import { MlflowClient } from '../src/client.js';
import { packModel } from '../src/models/pack-model.js';
import { runMlflow, serverUri } from './support/server.js';

const script = (name: string) => fileURLToPath(new URL(`./python/${name}`, import.meta.url));
const columns = ['cpu', 'memory', 'größe: "x"', 'disk'];

/** Numbers from 0 to 1 that are the same every time. */
function random(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Rows like those of the training, far from them, and with missing values. */
function rowsToScore(): number[][] {
  const next = random(7);
  return Array.from({ length: 1000 }, (_, i) =>
    columns.map(() => {
      const value = i % 3 === 0 ? next() * 40 - 20 : next();
      return i % 5 === 0 && next() < 0.5 ? Number.NaN : value;
    }),
  ).concat([columns.map(() => Number.NaN), columns.map(() => 0)]);
}

const next = random(1);
const training = Array.from({ length: 600 }, () => columns.map(() => next() ** 2));
const rows = rowsToScore();
const train = (options: ConstructorParameters<typeof IsolationForestModel>[0], data = training) =>
  new IsolationForestModel(options).train(data, { featureNames: columns });

const forests: readonly [string, () => Promise<IsolationForestModel>][] = [
  ['as it comes', () => train({})],
  ['with hyperplanes', () => train({ nEstimators: 40, extensionLevel: 2, contamination: 0.02 })],
  ['with an out-of-range term', () => train({ nEstimators: 30, outOfRange: { minimumRange: 0.5 } })],
  [
    'with both, a range per column, and a constant one',
    () =>
      train(
        { nEstimators: 20, extensionLevel: 1, outOfRange: { minimumRange: [0, 0, 2, 0.1] } },
        training.map((row) => [3, ...row.slice(1)]),
      ),
  ],
  ['grown from missing values', () => train({ maxSamples: 100 }, rows)],
  ['of single samples', () => train({ nEstimators: 3, maxSamples: 1 })],
];

describe.each([
  ['a folder', async () => `file:${join(await mkdtemp(join(tmpdir(), 'mlflow-models-')), 'mlruns')}`],
  ['a server', async () => serverUri],
])('models logged to %s', (_, newUri) => {
  const name = `forest ${randomUUID()}`;
  let uri: string;
  let client: MlflowClient;
  let runId: string;

  beforeAll(async () => {
    uri = await newUri();
    client = new MlflowClient({ trackingUri: uri, retry: { maxRetries: 1 } });
    const experimentId = await client.ensureExperiment(name);
    ({ runId } = await client.runs.create({ experimentId }));
  });

  test('are loaded and scored by MLflow in Python as they are here', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mlflow-rows-'));
    const file = join(folder, 'rows.json');
    await writeFile(file, JSON.stringify({ columns, data: rows }));
    // Few digits, because pandas writes no more.
    const example = rows.slice(0, 3).map((row) => row.map((value) => Math.round(value * 1000) / 1000));
    const inputExample = { columns, data: example };
    const uris: string[] = [];
    const models: BaseModel[] = [];
    for (const [index, [, make]] of forests.entries()) {
      const model = await make();
      const { modelUri } = await client.logModel(runId, {
        name: `forest ${index}`,
        ...packModel(model.toJSON(), { libraryVersion: '0.1.0' }),
        inputExample,
        metadata: { contamination: 0.1, nested: { note: 'ü: "x"' } },
        registeredModelName: name,
        alias: `number-${index}`,
      });
      models.push(model);
      uris.push(index === 0 ? `models:/${name}@number-0` : index === 1 ? `models:/${name}/2` : modelUri);
    }
    uris[2] = `runs:/${runId}/forest 2`;
    const found = JSON.parse(await runMlflow('python', script('score-models.py'), uri, file, ...uris));
    for (const [index, model] of models.entries()) {
      const python = found[index];
      const [what] = forests[index] ?? [];
      const scores = model.score(rows);
      const difference = Math.max(...scores.map((score, i) => Math.abs(score - python.scores[i])));
      expect(difference, what).toBeLessThan(1e-9);
      expect(python.anomalies.map(Number), what).toEqual([...model.predict(rows)]);
      expect(python).toMatchObject({
        runId,
        modelId: expect.stringMatching(/^m-/),
        status: 'READY',
        refusal: expect.stringContaining("missing are ['disk']"),
        inputs: columns.map((column) => ({ name: column, type: 'double', required: false })),
        outputs: [
          { name: 'score', type: 'double', required: true },
          { name: 'is_anomaly', type: 'boolean', required: true },
        ],
        metadata: { contamination: 0.1, nested: { note: 'ü: "x"' } },
        flavor: { data: 'model.json', algorithm: 'isolation_forest', library_version: '0.1.0' },
        example: JSON.parse(JSON.stringify(inputExample)),
      });
      expect(python.sizeBytes).toBeGreaterThan(1000);
      expect(python.scoresOfExample).toEqual(python.scoresServed);
      expect(python.scoresOfExample).toHaveLength(3);
      const { saved } = await client.loadModel(uris[index] ?? '');
      expect([...loadModel(saved as SavedModel).score(rows)], what).toEqual([...scores]);
    }
  });

  test('by Python are found and read here', async () => {
    const title = `python ${randomUUID()}`;
    const saved = { format: 'ad-model', kind: 'ü', numbers: [1, 0.1] };
    const printed = await runMlflow('python', script('log-model.py'), uri, title, JSON.stringify(saved));
    const { runId: theirRun, modelId } = JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '');
    for (const modelUri of [
      `models:/${modelId}`,
      `models:/${title}@champion`,
      `models:/${title}/1`,
      `runs:/${theirRun}/logged by python`,
    ]) {
      const loaded = await client.loadModel(modelUri);
      expect(loaded.saved, modelUri).toEqual(saved);
      expect(loaded.description).toMatchObject({
        model_id: modelId,
        metadata: { text: `a: 'b'\n${'long '.repeat(40)}`, number: 1.5e-7, list: [1, 'x'] },
      });
    }
    const version = await client.registry.findByAlias(title, 'champion');
    expect(version).toMatchObject({ version: '1', modelId, runId: theirRun });
    expect(await client.loggedModels.get(modelId)).toMatchObject({ status: 'READY', metrics: { auc: 0.75 } });
    expect((await client.runs.get(theirRun)).outputs).toMatchObject([{ modelId }]);
  });
});
