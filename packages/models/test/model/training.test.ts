import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { IsolationForestModel } from '../../src/isolation-forest/model.js';
import type { Matrix } from '../../src/matrix.js';
import { BaseModel } from '../../src/model/base-model.js';
import { createRandom } from '../../src/random.js';

const random = createRandom(5);
const rows = Array.from({ length: 2000 }, () => [random.uniform(), random.uniform()]);

describe('training', () => {
  it('in a worker thread gives the same model as training here', async () => {
    const here = await new IsolationForestModel({ seed: 9 }).train(rows, { calibrationFolds: 3 });
    const there = await new IsolationForestModel({ seed: 9 }).train(rows, {
      calibrationFolds: 3,
      background: true,
    });
    expect(there.toJSON()).toEqual(here.toJSON());
  });

  it('in a worker thread leaves the event loop free', async () => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await new IsolationForestModel({ nEstimators: 2000, maxSamples: 1024 }).train(rows, { background: true });
    delay.disable();
    // The thread training itself takes seconds; what remains here is reading its result.
    expect(delay.percentile(90) / 1e6).toBeLessThan(50);
  });

  it('reports its progress to the end', async () => {
    const seen: number[] = [];
    await new IsolationForestModel({ nEstimators: 7 }).train(rows, {
      onProgress: ({ done, total }) => seen.push(done / total),
    });
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7].map((done) => done / 7));
  });

  it.each([true, false])(
    'can be aborted half-way and leaves the model as it was (background: %s)',
    async (background) => {
      const model = await new IsolationForestModel({ nEstimators: 3000, maxSamples: 2000 }).train(
        rows.slice(0, 50),
      );
      const before = model.scoreRow([2, 2]);
      const controller = new AbortController();
      const training = model.train(rows, {
        background,
        signal: controller.signal,
        onProgress: () => controller.abort(),
      });
      await expect(training).rejects.toMatchObject({ code: 'ABORTED' });
      expect(model.scoreRow([2, 2])).toBe(before);
    },
  );

  it('names the worker thread’s error when a model of an unknown kind is trained there', async () => {
    class Unregistered extends BaseModel<{ mean: number }> {
      override readonly kind = 'unregistered';
      protected override fit({ data }: Matrix) {
        return { mean: data[0] };
      }
      protected override createScorer() {
        return { score: ({ rows: count }: Matrix) => new Float64Array(count) };
      }
    }
    await expect(new Unregistered().train(rows, { background: true })).rejects.toMatchObject({
      code: 'TRAINING_FAILED',
      message: expect.stringContaining('no model of kind "unregistered" is registered'),
    });
  });

  it.each([
    [{ labels: [0, 1] }, 'labels must have one value per row (2000); got 2'],
    [{ labels: rows.map(() => 2) }, 'labels must be 0 (normal) or 1 (anomaly); label 0 is 2'],
    [{ featureNames: ['a', 'a'] }, 'featureNames must be 2 different names, one per column; got ["a","a"]'],
  ])('refuses labels and names that do not fit the rows', async (options, message) => {
    await expect(new IsolationForestModel().train(rows, options)).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message,
    });
  });
});
