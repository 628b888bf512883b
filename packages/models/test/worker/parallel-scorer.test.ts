import { expect, it } from 'vitest';
import { IsolationForestModel } from '../../src/isolation-forest/model.js';
import { LstmModel } from '../../src/lstm/model.js';
import { createRandom } from '../../src/random.js';
import { registerModel } from '../../src/registry.js';
import { createParallelScorer } from '../../src/worker/parallel-scorer.js';

const random = createRandom(8);
const columns = 4;
const data = Float64Array.from({ length: 20_000 * columns }, (_, i) =>
  i % 997 === 0 ? Number.NaN : random.uniform(),
);
const matrix = { data, rows: 20_000, columns };

it('scores as the model itself does, also from shared memory, for many calls at once', async () => {
  const model = await new IsolationForestModel({ nEstimators: 20 }).train(matrix);
  const scorer = await createParallelScorer(model, { threads: 3 });
  const buffer = new SharedArrayBuffer(8 + data.byteLength);
  const shared = new Float64Array(buffer, 8);
  shared.set(data);
  const few = [
    [1, 2, 3, 4],
    [0, 0, 0, 0],
  ];
  const [all, some, again, none] = await Promise.all([
    scorer.score(matrix),
    scorer.score(few),
    scorer.score({ ...matrix, data: shared }),
    scorer.score([]),
  ]);
  expect(all).toEqual(model.score(matrix));
  expect(some).toEqual(model.score(few));
  expect(again).toEqual(all);
  expect(none).toEqual(new Float64Array(0));
  await expect(scorer.score([[1]])).rejects.toMatchObject({ code: 'INVALID_DATA' });
  await scorer.close();
  await expect(scorer.score(few)).rejects.toMatchObject({ code: 'SCORING_FAILED' });
});

it('closing ends a batch in progress with an error', async () => {
  const model = await new IsolationForestModel({ nEstimators: 20 }).train(matrix);
  const scorer = await createParallelScorer(model);
  const scores = scorer.score(matrix);
  const closing = scorer.close();
  await expect(scores).rejects.toMatchObject({ code: 'SCORING_FAILED' });
  await closing;
});

it('is closed once a worker has failed: calls after that are refused too, and none waits for ever', async () => {
  const module = new URL('failing-model.js', import.meta.url).href;
  const { FailingModel } = await import(module);
  registerModel(FailingModel, { module });
  const model = await new FailingModel().train([[1], [2]]);
  const scorer = await createParallelScorer(model);
  expect(await scorer.score([[3]])).toEqual(new Float64Array(1));
  await expect(scorer.score([[13]])).rejects.toMatchObject({
    code: 'SCORING_FAILED',
    message: 'a scoring worker failed: thirteen',
  });
  await expect(scorer.score([[3]])).rejects.toMatchObject({ code: 'SCORING_FAILED' });
});

it.each([
  [{ threads: 0 }, 'INVALID_OPTION'],
  [{ threads: 2, ...{ workers: 2 } }, 'INVALID_OPTION'],
  [{}, 'NOT_TRAINED'],
])('refuses %j with %s', async (options, code) => {
  await expect(createParallelScorer(new IsolationForestModel(), options)).rejects.toMatchObject({ code });
});

it('refuses a model of sequences, whose scores would be wrong where a batch is cut', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => [Math.sin(i)]);
  const model = await new LstmModel({ epochs: 1, units: 2 }).train(rows);
  expect(model.isSequential).toBe(true);
  await expect(createParallelScorer(model)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
});
